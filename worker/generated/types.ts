// Written by scripts/generate from the method table; do not edit.

// Arguments: a date is a Date or its ISO-8601 text; a member that is undefined is absent.
export interface GetThreadById {
  threadId: string;
  /** Given: a thread of another resource is not found. */
  resourceId?: string | undefined;
}

export interface ThreadInput {
  /** Chosen by the caller. */
  id: string;
  /** Whose thread it is: a user, an organisation. */
  resourceId: string;
  /** Absent: ''. */
  title?: string | undefined;
  metadata?: object | undefined;
  /** Absent: now. */
  createdAt?: Date | string | undefined;
  /** Absent: now. */
  updatedAt?: Date | string | undefined;
}

export interface SaveThread {
  thread: ThreadInput;
}

export interface UpdateThread {
  id: string;
  /** Absent: unchanged. */
  title?: string | undefined;
  /** Merged over the stored one, member by member; nothing is deleted. */
  metadata?: object | undefined;
}

export interface DeleteThread {
  threadId: string;
}

export interface OrderBy {
  /** createdAt, or updatedAt for threads. */
  field?: string | undefined;
  /** ASC or DESC. */
  direction?: string | undefined;
}

export interface ThreadFilter {
  resourceId?: string | undefined;
  /** Every member must equal the stored one, at most 32. */
  metadata?: object | undefined;
}

export interface ListThreads {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  /** Absent: createdAt DESC. */
  orderBy?: OrderBy | undefined;
  filter?: ThreadFilter | undefined;
}

export interface MessageInput {
  /** Chosen by the caller; saving it again replaces the message in its place. */
  id: string;
  threadId: string;
  resourceId: string;
  /** user, assistant, system, tool or signal. */
  role: string;
  /** Absent: v2, which answers leave out. */
  type?: string | undefined;
  /** Absent: now. A known message keeps its first one. */
  createdAt?: Date | string | undefined;
  /** Kept byte for byte, white space aside. */
  content: object | Array<unknown> | string;
}

export interface SaveMessages {
  /** Saved together or not at all. */
  messages: Array<MessageInput>;
}

export interface Include {
  /** A message, also of another thread. */
  id: string;
  /** Neighbours before it, at most 10,000. */
  withPreviousMessages?: number | undefined;
  /** Neighbours behind it, at most 10,000. */
  withNextMessages?: number | undefined;
}

export interface DateRange {
  start?: Date | string | undefined;
  end?: Date | string | undefined;
  startExclusive?: boolean | undefined;
  endExclusive?: boolean | undefined;
}

export interface MessageFilter {
  dateRange?: DateRange | undefined;
  /** Every member must equal that of content.metadata, at most 32. */
  metadata?: object | undefined;
}

export interface ListMessages {
  /** One thread or several. */
  threadId: string | Array<string>;
  /** Only messages of this resource, included ones as well. */
  resourceId?: string | undefined;
  /** Messages to add with their neighbours, at most 1,000. */
  include?: Array<Include> | undefined;
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
}

export interface MessageIds {
  messageIds: Array<string>;
}

export interface Init {
  /** Also indexes of tables with more than 10,000 rows. */
  buildIndexes?: boolean | undefined;
}

export interface Status {
}

// Answers, with the dates revived.
export interface Thread {
  id: string;
  resourceId: string;
  title?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}

export interface Message {
  id: string;
  threadId: string;
  resourceId: string;
  role: string;
  type?: string;
  createdAt: Date;
  content: Record<string, unknown> | Array<unknown> | string;
}

export interface SchemaReport {
  schemaVersion?: number;
  createdTables?: Array<string>;
  addedColumns?: Array<string>;
  builtIndexes?: Array<string>;
  pendingIndexes?: Array<string>;
}

export interface SchemaStatus {
  schemaVersion?: number;
  current?: boolean;
  pendingIndexes?: Array<string>;
}

export interface MemoryMethods {
  /** One thread, or null. */
  getThreadById(args: GetThreadById): Promise<Thread | null>;
  /** Creates a thread or replaces every field of it. */
  saveThread(args: SaveThread): Promise<Thread>;
  /** Changes title and metadata of a thread; not_found if it does not exist. */
  updateThread(args: UpdateThread): Promise<Thread>;
  /** Deletes a thread and its messages; no error if it does not exist. */
  deleteThread(args: DeleteThread): Promise<void>;
  /** One page of threads. */
  listThreads(args?: ListThreads): Promise<{ threads: Array<Thread>; total: number; page: number; perPage: number | false; hasMore: boolean }>;
  /** Saves messages, all or none, and touches their threads. */
  saveMessages(args: SaveMessages): Promise<{ messages: Array<Message> }>;
  /** One page of messages in order of creation, and windows around included ones. */
  listMessages(args: ListMessages): Promise<{ messages: Array<Message>; total: number; page: number; perPage: number | false; hasMore: boolean }>;
  /** The messages of these ids that exist, in order of creation. */
  listMessagesById(args: MessageIds): Promise<{ messages: Array<Message> }>;
  /** Deletes messages and touches their threads; unknown ids are ignored. */
  deleteMessages(messageIds: Array<string>): Promise<void>;
}

export interface StoreMethods {
  /** Creates what is missing: tables, columns, indexes. Drops nothing. */
  init(args?: Init): Promise<SchemaReport>;
  /** How the database stands: its schema's version and indexes that wait for scripts/migrate. */
  status(args?: Status): Promise<SchemaStatus>;
}

/** The methods by domain. */
export interface Domains {
  readonly memory: MemoryMethods;
  readonly store: StoreMethods;
}
