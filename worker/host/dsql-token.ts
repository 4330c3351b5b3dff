import { AwsV4Signer } from 'aws4fetch';
import type { PoolConfig } from 'pg';
import { ConfigError } from './errors.js';
import type { AwsCredentials } from './aws-credentials.js';

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

/** What a pool of `pg` needs to open connections to a cluster: a token is signed for each. */
export function dsqlPool(cluster: {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly region: string;
  readonly credentialsOf: () => Promise<AwsCredentials>;
}): PoolConfig {
  const { host, port, user, region, credentialsOf } = cluster;
  return {
    host,
    port,
    user,
    database: 'postgres',
    password: async () =>
      dsqlToken({ host, region, user, credentials: await known(credentialsOf) }),
    ssl: {},
  };
}

// Rejects with ConfigError.
async function known(credentialsOf: () => Promise<AwsCredentials>): Promise<AwsCredentials> {
  let credentials: AwsCredentials;
  try {
    credentials = await credentialsOf();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'no reason was given';
    throw new ConfigError(`there are no AWS credentials: ${reason}`);
  }
  const { expiration } = credentials;
  if (expiration !== undefined && expiration.getTime() <= Date.now()) {
    throw new ConfigError(
      `the AWS credentials have expired, at ${expiration.toISOString()}: get new ones, or let ` +
        'customCredentialsProvider do so',
    );
  }
  return credentials;
}

/** The region that a cluster's host names; undefined if it names none. */
export function regionOf(host: string): string | undefined {
  return /\.dsql[^.]*\.([a-z0-9-]+)\.on\.aws$/.exec(host)?.[1];
}
