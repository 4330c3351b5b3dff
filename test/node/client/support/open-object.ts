// The Worker with an object whose database others reach, too.
import { AgentKeepObject } from '../../../../worker/index.js';

export { default } from '../../../../worker/index.js';

interface Statement {
  readonly sql: string;
  readonly params: readonly SqlStorageValue[];
}

export class OpenObject extends AgentKeepObject {
  /** One transaction. The rows of each statement. */
  raw(statements: readonly Statement[]): unknown[] {
    return this.ctx.storage.transactionSync(() =>
      statements.map(({ sql, params }) => this.ctx.storage.sql.exec(sql, ...params).toArray()),
    );
  }
}
