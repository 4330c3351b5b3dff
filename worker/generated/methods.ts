// Written by scripts/generate from the method table; do not edit.
export const release = { version: '0.1.0', schema: 1 } as const;

export const methods = [
  ['memory.getThreadById', 'read'],
  ['memory.saveThread', 'write'],
  ['memory.updateThread', 'write'],
  ['memory.deleteThread', 'write'],
  ['memory.listThreads', 'read'],
  ['memory.saveMessages', 'write'],
  ['memory.listMessages', 'read'],
  ['memory.listMessagesById', 'read'],
  ['memory.deleteMessages', 'write'],
  ['store.init', 'admin'],
  ['store.status', 'read'],
] as const;
