// Written by scripts/generate from the method table; do not edit.
export const release = { version: '0.1.0', schema: 2 } as const;

/** Wire name, scope, what it answers, and the contract's parameters where they are not one object. */
export const methods = [
  ['memory.getThreadById', 'read', 'threadOrNull', []],
  ['memory.saveThread', 'write', 'thread', []],
  ['memory.updateThread', 'write', 'thread', []],
  ['memory.deleteThread', 'write', 'nothing', []],
  ['memory.listThreads', 'read', 'threadPage', []],
  ['memory.saveMessages', 'write', 'messages', []],
  ['memory.listMessages', 'read', 'messagePage', []],
  ['memory.listMessagesById', 'read', 'messages', []],
  ['memory.deleteMessages', 'write', 'nothing', ['messageIds']],
  ['memory.getObservationalMemory', 'read', 'recordOrNull', ['threadId', 'resourceId']],
  ['memory.getObservationalMemoryHistory', 'read', 'records', ['threadId', 'resourceId', 'limit', 'options']],
  ['memory.initializeObservationalMemory', 'write', 'record', []],
  ['memory.insertObservationalMemoryRecord', 'write', 'nothing', []],
  ['memory.updateActiveObservations', 'write', 'nothing', []],
  ['memory.updateBufferedObservations', 'write', 'nothing', []],
  ['memory.swapBufferedToActive', 'write', 'swap', []],
  ['memory.createReflectionGeneration', 'write', 'record', []],
  ['memory.updateBufferedReflection', 'write', 'nothing', []],
  ['memory.swapBufferedReflectionToActive', 'write', 'record', []],
  ['memory.setReflectingFlag', 'write', 'nothing', ['id', 'isReflecting']],
  ['memory.setObservingFlag', 'write', 'nothing', ['id', 'isObserving']],
  ['memory.setBufferingObservationFlag', 'write', 'nothing', ['id', 'isBuffering', 'lastBufferedAtTokens']],
  ['memory.setBufferingReflectionFlag', 'write', 'nothing', ['id', 'isBuffering']],
  ['memory.setPendingMessageTokens', 'write', 'nothing', ['id', 'tokenCount']],
  ['memory.updateObservationalMemoryConfig', 'write', 'nothing', []],
  ['memory.clearObservationalMemory', 'write', 'nothing', ['threadId', 'resourceId']],
  ['store.init', 'admin', 'schema', []],
  ['store.status', 'read', 'status', []],
] as const;
