import { BatonError, type HostManifest, hostManifestSchema, type Json, type JsonObject, type JsonSchema } from "@baton/core";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { type Calendar, type CalendarSpec, readCalendars } from "../clock/calendar.ts";
import { readRemotes, type RemoteDeclaration, remoteFacts, type RemoteSpec } from "./remote.ts";
import type { Tool } from "./tool.ts";

/** US dollars a million tokens. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

/** A model alias: an OpenAI-compatible endpoint, or any LangChain chat model. Strings may be `${env:NAME}` references. */
export type ModelSpec =
  | {
      readonly provider: "openai";
      readonly model: string;
      readonly apiKey?: string;
      readonly baseUrl?: string;
      readonly temperature?: number;
      readonly maxTokens?: number;
      /** How typed output is asked for; servers without json_schema want functionCalling (the default). */
      readonly structured?: "functionCalling" | "jsonSchema";
      readonly prices?: Prices;
    }
  | { readonly chat: () => BaseChatModel | Promise<BaseChatModel>; readonly prices?: Prices };

/** What a host provides to the documents beside it. */
export interface Host {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly models: Readonly<Record<string, ModelSpec>>;
  /** Agents elsewhere, behind the Agent Protocol. */
  readonly agents: Readonly<Record<string, RemoteSpec>>;
  readonly events: Readonly<Record<string, JsonSchema>>;
  readonly roles: readonly string[];
  /** Working time by name, for deadlines of people and waits. */
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly policies: readonly JsonObject[];
  readonly params: Readonly<Record<string, Json>>;
  /** Environment variables that `${env:NAME}` may name. */
  readonly env: readonly string[];
}

/** What a host is declared by. */
export type HostSpec = Partial<Omit<Host, "tools" | "agents" | "calendars">> & {
  readonly tools?: readonly Tool[];
  readonly agents?: Readonly<Record<string, RemoteDeclaration>>;
  readonly calendars?: Readonly<Record<string, CalendarSpec>>;
};

/** Where a host works. */
export interface HostPlace {
  /** Folder that runs are kept in, as an absolute path; what tools keep belongs there too, so that each test and each trial has books of its own. */
  readonly data: string;
}

/**
 * Declares a host; `baton.config.ts` exports one as its default. One whose tools keep something is a function of where it works.
 * @throws BatonError `host_duplicate_tool`, `host_agent_invalid`, `calendar_invalid`.
 */
export function defineHost(spec: HostSpec): Host;
export function defineHost(make: (place: HostPlace) => HostSpec): (place: HostPlace) => Host;
export function defineHost(spec: HostSpec | ((place: HostPlace) => HostSpec)): Host | ((place: HostPlace) => Host) {
  return typeof spec === "function" ? (place) => hostOf(spec(place)) : hostOf(spec);
}

function hostOf(spec: HostSpec): Host {
  const tools = new Map<string, Tool>();
  for (const tool of spec.tools ?? []) {
    if (tools.has(tool.name)) {
      throw new BatonError("host_duplicate_tool", "domain", `The host has two tools called \`${tool.name}\`; rename one.`);
    }
    tools.set(tool.name, tool);
  }
  return {
    tools,
    models: spec.models ?? {},
    agents: readRemotes(spec.agents ?? {}),
    events: spec.events ?? {},
    roles: spec.roles ?? [],
    calendars: readCalendars(spec.calendars ?? {}),
    policies: spec.policies ?? [],
    params: spec.params ?? {},
    env: spec.env ?? ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
  };
}

/** The manifest of a host: what `baton host` writes to `baton.host.json`. */
export function hostManifest(host: Host): HostManifest {
  const remotes = Object.entries(host.agents).map(([name, spec]) => remoteFacts(name, spec));
  const tools = [...host.tools.values(), ...remotes].sort((a, b) => (a.name < b.name ? -1 : 1));
  return hostManifestSchema.parse({
    tools: Object.fromEntries(
      tools.map((tool) => [
        tool.name,
        {
          description: tool.description,
          effect: tool.effect,
          trust: tool.trust,
          args: tool.args,
          result: tool.result,
          idempotent: tool.idempotent,
          lookup: tool.lookup !== undefined,
          once: tool.once !== undefined,
          egress: tool.egress,
        },
      ]),
    ),
    models: Object.fromEntries(Object.entries(host.models).map(([name, spec]) => [name, { ...spec.prices }])),
    // Where an agent is, and its key, are the environment's to know.
    agents: Object.fromEntries(
      Object.entries(host.agents).map(([name, { graph, description, effect, trust, timeout, budget }]) => [
        name,
        { graph, description, effect, trust, timeout, budget },
      ]),
    ),
    events: host.events,
    roles: host.roles,
    calendars: Object.keys(host.calendars).sort(),
    policies: host.policies,
    params: host.params,
  });
}
