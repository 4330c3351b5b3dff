import {
  AgentsStorage,
  BlobStore,
  FavoritesStorage,
  MCPClientsStorage,
  MCPServersStorage,
  PromptBlocksStorage,
  ScorerDefinitionsStorage,
  SkillsStorage,
  WorkspacesStorage,
} from '@mastra/core/storage';
import type { StorageBlobEntry } from '@mastra/core/storage';
import { described } from '../described.js';

// What the framework's editor keeps: definitions in versions, favourites, and files of skills. Every
// method is one round trip, but updates of workspaces and skills that give a configuration, which are
// two. All throw AgentKeepError.

export const AgentsStore = described(AgentsStorage, 'agents');
export type AgentsStore = InstanceType<typeof AgentsStore>;

export const PromptBlocksStore = described(PromptBlocksStorage, 'promptBlocks');
export type PromptBlocksStore = InstanceType<typeof PromptBlocksStore>;

export const ScorerDefinitionsStore = described(ScorerDefinitionsStorage, 'scorerDefinitions');
export type ScorerDefinitionsStore = InstanceType<typeof ScorerDefinitionsStore>;

export const MCPClientsStore = described(MCPClientsStorage, 'mcpClients');
export type MCPClientsStore = InstanceType<typeof MCPClientsStore>;

export const MCPServersStore = described(MCPServersStorage, 'mcpServers');
export type MCPServersStore = InstanceType<typeof MCPServersStore>;

export const WorkspacesStore = described(WorkspacesStorage, 'workspaces');
export type WorkspacesStore = InstanceType<typeof WorkspacesStore>;

export const SkillsStore = described(SkillsStorage, 'skills');
export type SkillsStore = InstanceType<typeof SkillsStore>;

/** Favourites of users, counted on the agents and skills themselves. */
export const FavoritesStore = described(FavoritesStorage, 'favorites', {
  answers: { isFavoritedBatch: (ids: string[]) => new Set(ids) },
});
export type FavoritesStore = InstanceType<typeof FavoritesStore>;

/** Contents of files by their hashes. */
export const BlobsStore = described(BlobStore, 'blobs', {
  answers: {
    getMany: (entries: StorageBlobEntry[]) => new Map(entries.map((each) => [each.hash, each])),
  },
});
export type BlobsStore = InstanceType<typeof BlobsStore>;
