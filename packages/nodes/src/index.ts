import type { Kind, Kinds } from "@baton/core";
import { agent } from "./agent/kind.ts";
import { branch } from "./branch/kind.ts";
import { gate } from "./gate/kind.ts";
import { review } from "./review/kind.ts";
import { tool } from "./tool/kind.ts";
import { transform } from "./transform/kind.ts";

/** The built-in node kinds. */
export const builtinKinds = [agent, branch, gate, review, tool, transform] as const;

/** The name of a built-in kind. */
export type BuiltinKind = (typeof builtinKinds)[number]["type"];

/** The config of each built-in kind, as compilers get it. */
export type BuiltinConfigs = { readonly [Each in (typeof builtinKinds)[number] as Each["type"]]: Each extends Kind<string, infer Config> ? Config : never };

/** The built-in node kinds by name: the registry that reading, checking and compiling take. */
export const kinds: Kinds = new Map(builtinKinds.map((kind): [string, Kind] => [kind.type, kind]));

export { defineGraph } from "./define.ts";
export { kindCodes, type KindCode } from "./codes.ts";
export type { AgentConfig } from "./agent/kind.ts";
export type { BranchConfig } from "./branch/kind.ts";
export type { GateConfig } from "./gate/kind.ts";
export type { ReviewConfig } from "./review/kind.ts";
export type { ToolConfig } from "./tool/kind.ts";
export type { TransformConfig } from "./transform/kind.ts";
