import { AwsV4Signer } from 'aws4fetch';

/** What signs requests to AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface TokenRequest {
  readonly host: string;
  readonly region: string;
  readonly user: string;
  readonly credentials: AwsCredentials;
  /** Seconds for which connections may be opened with it; 900 unless given. */
  readonly expiresIn?: number;
  /** When it was signed, as `20260102T030405Z`; now unless given. */
  readonly datetime?: string;
}

/** The password of a connection to Aurora DSQL: a signed request that is never sent. */
export async function dsqlToken(request: TokenRequest): Promise<string> {
  const { host, region, user, credentials, expiresIn = 900, datetime } = request;
  const url = new URL(`https://${host}/`);
  url.searchParams.set('Action', user === 'admin' ? 'DbConnectAdmin' : 'DbConnect');
  url.searchParams.set('X-Amz-Expires', String(expiresIn));
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signed = await new AwsV4Signer({
    url: url.href,
    method: 'GET',
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: 'dsql',
    region,
    signQuery: true,
    ...(datetime === undefined ? {} : { datetime }),
  }).sign();
  return signed.url.href.slice('https://'.length);
}

/** The region that a cluster's host names; undefined if it names none. */
export function regionOf(host: string): string | undefined {
  return /\.dsql[^.]*\.([a-z0-9-]+)\.on\.aws$/.exec(host)?.[1];
}
