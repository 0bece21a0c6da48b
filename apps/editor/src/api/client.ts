import type { Client } from "@langchain/langgraph-sdk";
import { keyHeaders } from "./key.ts";

/** LangGraph's client of the server that the editor came from: threads, runs and their streams. It is fetched when it is asked for first. */
export async function agentClient(): Promise<Client> {
  const { Client: AgentClient } = await import("@langchain/langgraph-sdk");
  return new AgentClient({ apiUrl: window.location.origin, apiKey: null, defaultHeaders: { ...keyHeaders() }, callerOptions: { maxRetries: 1 } });
}
