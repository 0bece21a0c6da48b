import type { JsonObject } from "@baton/core";

/** A graph with settings, under a name: the Agent Protocol's assistant. Each change makes a version; the newest counts unless another is set. */
export interface Assistant {
  readonly id: string;
  readonly graph: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly config: JsonObject;
  readonly context: JsonObject;
  readonly metadata: JsonObject;
  /** Counts from 1. */
  readonly version: number;
  readonly owner: string;
  readonly createdAt: number;
  /** When this version was made, or was set to be the one that counts. */
  readonly updatedAt: number;
}

export interface AssistantFilter {
  readonly graph?: string;
  /** Stands somewhere in the name, whatever its case. */
  readonly name?: string;
  readonly owner?: string;
  /** Each of these fields must stand in the metadata with this value. */
  readonly metadata?: JsonObject;
  readonly sortBy?: "id" | "graph" | "name" | "createdAt" | "updatedAt";
  readonly order?: "asc" | "desc";
  readonly limit?: number;
  readonly offset?: number;
}

/** Assistants and their versions. */
export interface AssistantStore {
  /** Inserts as version 1; false if the id is taken. */
  create(assistant: Assistant): Promise<boolean>;
  get(id: string): Promise<Assistant | undefined>;
  /** Adds a version, numbered after all that there are: the one that counts with these changes. It counts from now on; undefined where there is no such assistant. */
  update(
    id: string,
    change: Partial<Pick<Assistant, "graph" | "name" | "description" | "config" | "context" | "metadata">>,
    now: number,
  ): Promise<Assistant | undefined>;
  /** Makes an older version the one that counts; undefined where there is none such. */
  setLatest(id: string, version: number, now: number): Promise<Assistant | undefined>;
  /** Newest first. */
  versions(id: string): Promise<readonly Assistant[]>;
  /** By `createdAt`, newest first, by default. */
  search(filter: AssistantFilter): Promise<readonly Assistant[]>;
  count(filter: AssistantFilter): Promise<number>;
  /** With all versions; false if there is none. */
  delete(id: string): Promise<boolean>;
}
