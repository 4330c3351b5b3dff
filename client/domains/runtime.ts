import {
  BackgroundTasksStorage,
  ChannelsStorage,
  HarnessStorage,
  NotificationsStorage,
  SchedulesStorage,
  ThreadStateStorage,
  ToolProviderConnectionsStorage,
  normalizeScheduleTarget,
} from '@mastra/core/storage';
import type { Schedule } from '@mastra/core/storage';
import { described } from '../described.js';

// What the framework keeps of what runs: tasks, schedules, channels, connections of tools,
// notifications, states of threads, sessions of the harness. Every method is one round trip, but
// updatePendingItem and removePendingItem, which are two. All throw AgentKeepError.

type Members = Record<string, unknown>;

/** A member that is there and undefined says what null says: it is to be taken away. */
const cleared = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, value ?? null]));
const clearedIn =
  (name: string) =>
  (args: Members): Members => ({ ...args, [name]: cleared(args[name] as Members) });

/** Tool calls that run in the background. */
export const BackgroundTasksStore = described(BackgroundTasksStorage, 'backgroundTasks', {
  retentionTables: {
    backgroundTasks: { table: 'mastra_background_tasks', column: 'completedAt', indexed: false },
  },
  given: { updateTask: clearedIn('update') },
});
export type BackgroundTasksStore = InstanceType<typeof BackgroundTasksStore>;

/** Older releases of the framework had another name for a target. */
const ofToday = (schedule: Schedule | null): Schedule | null =>
  schedule && { ...schedule, target: normalizeScheduleTarget(schedule.target) };
const allOfToday = (schedules: Schedule[]) => schedules.map(ofToday);

/** Cron schedules and what came of their firings. */
export const SchedulesStore = described(SchedulesStorage, 'schedules', {
  retentionTables: {
    triggers: {
      table: 'mastra_schedule_triggers',
      column: 'actual_fire_at',
      indexed: false,
      anchorType: 'epoch-ms',
    },
  },
  given: { updateSchedule: clearedIn('patch') },
  answers: {
    getSchedule: ofToday,
    listSchedules: allOfToday,
    listDueSchedules: allOfToday,
    updateSchedule: ofToday,
  },
});
export type SchedulesStore = InstanceType<typeof SchedulesStore>;

/** Installations of agents on chat platforms. */
export const ChannelsStore = described(ChannelsStorage, 'channels');
export type ChannelsStore = InstanceType<typeof ChannelsStore>;

/** Accounts that authors have with providers of tools. */
export const ToolProviderConnectionsStore = described(
  ToolProviderConnectionsStorage,
  'toolProviderConnections',
);
export type ToolProviderConnectionsStore = InstanceType<typeof ToolProviderConnectionsStore>;

/** Inboxes of threads. */
export const NotificationsStore = described(NotificationsStorage, 'notifications', {
  retentionTables: {
    notifications: { table: 'mastra_notifications', column: 'createdAt', indexed: false },
  },
});
export type NotificationsStore = InstanceType<typeof NotificationsStore>;

/** Values of threads, such as tasks and goals. */
export const ThreadStateStore = described(ThreadStateStorage, 'threadState', {
  retentionTables: {
    threadState: { table: 'mastra_thread_state', column: 'updatedAt', indexed: false },
  },
  given: { setState: (args: Members) => ({ ...args, value: args['value'] ?? null }) },
  answers: { getState: (value: unknown) => value ?? undefined },
});
export type ThreadStateStore = InstanceType<typeof ThreadStateStore>;

/** Sessions of the agent harness, and what they wait for. */
export const HarnessStore = described(HarnessStorage, 'harness', {
  retentionTables: {
    sessions: { table: 'mastra_harness_sessions', column: 'createdAt', indexed: false },
  },
  given: { updateSession: clearedIn('updates') },
});
export type HarnessStore = InstanceType<typeof HarnessStore>;
