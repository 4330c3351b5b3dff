// Written by scripts/generate from the method table; do not edit.

/** A point in time; a text is ISO-8601. */
export type Time = Date | string;

export type GetThreadById = {
  threadId: string;
  /** Given: a thread of another resource is not found. */
  resourceId?: string | undefined;
};

export type SaveThread = {
  thread: Thread;
};

export type Thread = {
  /** Chosen by the caller. */
  id: string;
  /** Whose thread it is: a user, an organisation. */
  resourceId: string;
  /** Absent: ''. */
  title?: string | undefined;
  metadata?: object | undefined;
  /** Absent: now. */
  createdAt?: Time | undefined;
  /** Absent: now. */
  updatedAt?: Time | undefined;
};

export type UpdateThread = {
  id: string;
  /** Absent: unchanged. */
  title?: string | undefined;
  /** Merged over the stored one, member by member; nothing is deleted. */
  metadata?: object | undefined;
};

export type UpdateThreadIf = {
  id: string;
  /** Given: a thread of another resource is not found. */
  resourceId?: string | undefined;
  /** What the stored metadata must equal as JSON; null: none is stored. */
  expectedMetadata?: object | undefined;
  /** Merged over the stored one, member by member. */
  metadata: object;
};

export type UpdateThreadResourceId = {
  threadId: string;
  /** Who owns the thread and its messages now. */
  resourceId: string;
};

export type CopyThread = {
  sourceThreadId: string;
  /** Absent: a random one. */
  newThreadId?: string | undefined;
  /** Absent: that of the source. */
  resourceId?: string | undefined;
  /** Absent: 'Clone of ' and the title of the source. */
  title?: string | undefined;
  /** Of the copy, beside `clone`, which says where it comes from. */
  metadata?: object | undefined;
  options?: CopyOptions | undefined;
};

export type CopyOptions = {
  /** Only the last ones. 0 or absent: all. */
  messageLimit?: number | undefined;
  messageFilter?: CopyFilter | undefined;
};

export type CopyFilter = {
  /** Inclusive. */
  startDate?: Time | undefined;
  /** Inclusive. */
  endDate?: Time | undefined;
  /** Only these. Empty or absent: all. */
  messageIds?: readonly (string)[] | undefined;
};

export type DeleteThread = {
  threadId: string;
};

export type ListThreads = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  /** Absent: createdAt DESC. */
  orderBy?: OrderBy | undefined;
  filter?: ThreadFilter | undefined;
};

export type OrderBy = {
  /** createdAt, or updatedAt for threads. */
  field?: string | undefined;
  /** ASC or DESC. */
  direction?: string | undefined;
};

export type ThreadFilter = {
  resourceId?: string | undefined;
  /** Every member must equal the stored one, at most 32. */
  metadata?: object | undefined;
};

export type SaveMessages = {
  /** Saved together or not at all. */
  messages: readonly (Message)[];
};

export type Message = {
  /** Chosen by the caller; saving it again replaces the message in its place. */
  id: string;
  threadId: string;
  resourceId: string;
  /** user, assistant, system, tool or signal. */
  role: string;
  /** Absent: v2, which answers leave out. */
  type?: string | undefined;
  /** Absent: now. A known message keeps its first one. */
  createdAt?: Time | undefined;
  /** Kept byte for byte, white space aside. */
  content: object | readonly (unknown)[] | string;
};

export type ListMessages = {
  /** One thread or several. */
  threadId: string | readonly (string)[];
  /** Only messages of this resource, included ones as well. */
  resourceId?: string | undefined;
  /** Messages to add with their neighbours, at most 1,000. */
  include?: readonly (Include)[] | undefined;
  /** Of the page; included messages are added whatever it says. */
  filter?: MessageFilter | undefined;
  /** Absent: 40. */
  perPage?: number | false | undefined;
  /** From 0. */
  page?: number | undefined;
  /** Absent: createdAt ASC. */
  orderBy?: OrderBy | undefined;
  /** false saves counting: total is then what has been seen. */
  includeTotal?: boolean | undefined;
};

export type Include = {
  /** A message, also of another thread. */
  id: string;
  /** Neighbours before it, at most 10,000. */
  withPreviousMessages?: number | undefined;
  /** Neighbours behind it, at most 10,000. */
  withNextMessages?: number | undefined;
};

export type MessageFilter = {
  dateRange?: DateRange | undefined;
  /** Every member must equal that of content.metadata, at most 32. */
  metadata?: object | undefined;
};

export type DateRange = {
  start?: Time | undefined;
  end?: Time | undefined;
  startExclusive?: boolean | undefined;
  endExclusive?: boolean | undefined;
};

export type ListMessagesByResourceId = {
  /** Its messages in all threads. */
  resourceId: string;
  /** Messages of the resource to add with their neighbours, at most 1,000. */
  include?: readonly (Include)[] | undefined;
  /** Of the page; included messages are added whatever it says. */
  filter?: MessageFilter | undefined;
  /** Absent: 40. */
  perPage?: number | false | undefined;
  /** From 0. */
  page?: number | undefined;
  /** Absent: createdAt ASC. */
  orderBy?: OrderBy | undefined;
  /** false saves counting: total is then what has been seen. */
  includeTotal?: boolean | undefined;
};

export type UpdateMessages = {
  /** Changed together, in this order. Absent members are kept. */
  messages: readonly (MessageChange)[];
};

export type MessageChange = {
  /** A message that does not exist is left out. */
  id: string;
  /** Moves the message. */
  threadId?: string | undefined;
  resourceId?: string | undefined;
  role?: string | undefined;
  type?: string | undefined;
  createdAt?: Time | undefined;
  /** An object is merged over the stored one, and so is its metadata; a list or a string replaces it. */
  content?: object | readonly (unknown)[] | string | undefined;
};

export type MessageIds = {
  messageIds: readonly (string)[];
};

export type GetResourceById = {
  resourceId: string;
};

export type SaveResource = {
  resource: Resource;
};

export type Resource = {
  /** Chosen by the caller. */
  id: string;
  workingMemory?: string | undefined;
  metadata?: object | undefined;
  /** Absent: now. */
  createdAt?: Time | undefined;
  /** Absent: now. */
  updatedAt?: Time | undefined;
};

export type UpdateResource = {
  resourceId: string;
  /** Absent: unchanged. */
  workingMemory?: string | undefined;
  /** Merged over the stored one, member by member; nothing is deleted. */
  metadata?: object | undefined;
};

export type Prune = {
  /** Tables without one are left alone. */
  policies: PrunePolicies;
  options?: PruneOptions | undefined;
};

export type PrunePolicies = {
  /** Their messages stay. */
  threads?: PrunePolicy | undefined;
  messages?: PrunePolicy | undefined;
  resources?: PrunePolicy | undefined;
};

export type PrunePolicy = {
  /** Rows created longer ago are deleted. */
  maxAge: number | string;
  /** Rows deleted by one transaction. Absent: 1,000. */
  batchSize?: number | undefined;
};

export type PruneOptions = {
  /** Of a table. A call makes at most 20 over all tables. */
  maxBatches?: number | undefined;
  /** Of a table. Absent: no limit. */
  maxRows?: number | undefined;
};

export type ClearAll = Record<string, never>;

export type Init = {
  /** Also indexes of tables with more than 10,000 rows. */
  buildIndexes?: boolean | undefined;
};

export type Status = Record<string, never>;

/** The argument object of each method, by its wire name. */
export interface Arguments {
  /** One thread, or null. Scope: read. */
  'memory.getThreadById': GetThreadById;
  /** Creates a thread or replaces every field of it. Scope: write. */
  'memory.saveThread': SaveThread;
  /** Changes title and metadata of a thread; not_found if it does not exist. Scope: write. */
  'memory.updateThread': UpdateThread;
  /** As updateThread. Scope: write. */
  'memory.patchThread': UpdateThread;
  /** Merges metadata of a thread if it is still what the caller has read: else conflict, to be repeated after reading again. Null if the thread does not exist. Scope: write. */
  'memory.updateThreadIf': UpdateThreadIf;
  /** Gives a thread and its messages to another resource; not_found if it does not exist. Scope: write. */
  'memory.updateThreadResourceId': UpdateThreadResourceId;
  /** Copies a thread with its messages, under new ids, all or none. Scope: write. */
  'memory.copyThread': CopyThread;
  /** As copyThread, and answers the new messages. Scope: write. */
  'memory.cloneThread': CopyThread;
  /** Deletes a thread and its messages; no error if it does not exist. Scope: write. */
  'memory.deleteThread': DeleteThread;
  /** One page of threads. Scope: read. */
  'memory.listThreads': ListThreads;
  /** Saves messages, all or none, and touches their threads. Scope: write. */
  'memory.saveMessages': SaveMessages;
  /** One page of messages in order of creation, and windows around included ones. Scope: read. */
  'memory.listMessages': ListMessages;
  /** One page of the messages of a resource in all its threads, as listMessages does it. Scope: read. */
  'memory.listMessagesByResourceId': ListMessagesByResourceId;
  /** Changes messages, all or none, and touches their threads; answers those that exist. Scope: write. */
  'memory.updateMessages': UpdateMessages;
  /** The messages of these ids that exist, in order of creation. Scope: read. */
  'memory.listMessagesById': MessageIds;
  /** Deletes messages and touches their threads; unknown ids are ignored. Scope: write. */
  'memory.deleteMessages': MessageIds;
  /** One resource, or null. Scope: read. */
  'memory.getResourceById': GetResourceById;
  /** Creates a resource or replaces every field of it. Scope: write. */
  'memory.saveResource': SaveResource;
  /** Changes working memory and metadata of a resource, or makes it. Scope: write. */
  'memory.updateResource': UpdateResource;
  /** Deletes old rows in batches, at most 20 a call: call again until every table is done. Scope: admin. */
  'memory.prune': Prune;
  /** Deletes every row of the domain. Scope: admin. */
  'memory.dangerouslyClearAll': ClearAll;
  /** Creates what is missing: tables, columns, indexes. Drops nothing. Scope: admin. */
  'store.init': Init;
  /** How the database stands: its schema's version and indexes that wait for scripts/migrate. Scope: read. */
  'store.status': Status;
}
