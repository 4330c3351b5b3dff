// Written by scripts/generate from the method table; do not edit.
export const release = { version: '0.1.0', schema: 2 } as const;

/** Wire name, scope, what it answers, and the contract's parameters where they are not one object. */
export const methods = [
  ['memory.getThreadById', 'read', 'threadOrNull', []],
  ['memory.saveThread', 'write', 'thread', []],
  ['memory.updateThread', 'write', 'thread', []],
  ['memory.patchThread', 'write', 'thread', []],
  ['memory.updateThreadIf', 'write', 'threadOrNull', []],
  ['memory.updateThreadResourceId', 'write', 'thread', []],
  ['memory.copyThread', 'write', 'copy', []],
  ['memory.cloneThread', 'write', 'clone', []],
  ['memory.deleteThread', 'write', 'nothing', []],
  ['memory.listThreads', 'read', 'threadPage', []],
  ['memory.saveMessages', 'write', 'messages', []],
  ['memory.listMessages', 'read', 'messagePage', []],
  ['memory.listMessagesByResourceId', 'read', 'messagePage', []],
  ['memory.updateMessages', 'write', 'messageList', []],
  ['memory.listMessagesById', 'read', 'messages', []],
  ['memory.deleteMessages', 'write', 'nothing', ['messageIds']],
  ['memory.getResourceById', 'read', 'resourceOrNull', []],
  ['memory.saveResource', 'write', 'resource', []],
  ['memory.updateResource', 'write', 'resource', []],
  ['memory.prune', 'admin', 'pruned', ['policies', 'options']],
  ['memory.dangerouslyClearAll', 'admin', 'nothing', []],
  ['store.init', 'admin', 'schema', []],
  ['store.status', 'read', 'status', []],
] as const;
