import { BatonError } from "@baton/core";
import { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { Storage } from "../ports/storage.ts";

/** A storage's saver as LangGraph's types want it: they know numeric channel versions only, its code takes strings as well, which forks need. */
export function saverOf(storage: Storage): BaseCheckpointSaver {
  const checkpointer: unknown = storage.checkpointer;
  if (checkpointer instanceof BaseCheckpointSaver) return checkpointer;
  throw new BatonError("storage_invalid", "infrastructure", "This storage has no checkpoint saver of LangGraph's; use `openSqlite` or `memoryStorage`.");
}
