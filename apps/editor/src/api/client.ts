import { Client } from "@langchain/langgraph-sdk";
import { keyHeaders } from "./key.ts";

/** LangGraph's client of the server that the editor came from: threads, runs and their streams. */
export function agentClient(): Client {
  return new Client({ apiUrl: window.location.origin, apiKey: null, defaultHeaders: { ...keyHeaders() }, callerOptions: { maxRetries: 1 } });
}
