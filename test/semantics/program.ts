import type { Json } from "@baton/core";

/** Channels of every generated document, by the type of what is written to them. */
export const channels = {
  int: ["i0", "i1", "m0", "hi", "lo", "total"],
  text: ["txt", "memo"],
  list: ["log"],
  tags: ["tags"],
  object: ["obj"],
  talk: ["talk"],
} as const;

export type IntChannel = (typeof channels.int)[number] | "a" | "b";
export type TextChannel = (typeof channels.text)[number];
export type ChannelName = { [Type in keyof typeof channels]: (typeof channels)[Type][number] }[keyof typeof channels];

/** Expressions as trees, so that a channel is read with or without `has(...)` as the place demands. */
export type Int =
  | { readonly k: "lit"; readonly v: number }
  | { readonly k: "ch"; readonly c: IntChannel }
  | { readonly k: "op"; readonly op: "+" | "-" | "*" | "/"; readonly l: Int; readonly r: Int }
  | { readonly k: "if"; readonly c: Cond; readonly l: Int; readonly r: Int }
  | { readonly k: "size"; readonly c: "log" | "tags" | "obj" | "talk" }
  | { readonly k: "sum" }
  | { readonly k: "at"; readonly i: number }
  | { readonly k: "param" }
  /** `output.n` where there is one. */
  | { readonly k: "out" }
  /** The item of the branch, in a branch for each. */
  | { readonly k: "item" };

export type Text =
  | { readonly k: "lit"; readonly v: string }
  | { readonly k: "ch"; readonly c: TextChannel }
  | { readonly k: "template"; readonly l: Int; readonly r: TextChannel }
  | { readonly k: "string"; readonly of: Int }
  | { readonly k: "now" }
  | { readonly k: "user" };

export type Cond =
  | { readonly k: "cmp"; readonly op: "<" | ">" | "=="; readonly l: Int; readonly r: Int }
  | { readonly k: "has"; readonly c: ChannelName }
  | { readonly k: "not"; readonly of: Cond }
  | { readonly k: "both"; readonly op: "&&" | "||"; readonly l: Cond; readonly r: Cond }
  | { readonly k: "in"; readonly v: string }
  | { readonly k: "flag" };

export type Write =
  | { readonly to: "int"; readonly c: (typeof channels.int)[number]; readonly v: Int }
  | { readonly to: "text"; readonly c: TextChannel; readonly v: Text }
  | { readonly to: "list"; readonly v: readonly Int[]; readonly shape: "items" | "map" | "filter" }
  | { readonly to: "tags"; readonly v: readonly Text[] }
  | { readonly to: "object"; readonly key: string; readonly v: Int; readonly shape: "data" | "cel" }
  | { readonly to: "talk"; readonly who: "user" | "assistant"; readonly v: Text };

/** What leaving by `failed` writes, all of it optional. */
export type FailedWrite = "code" | "layer" | "node" | "attempt" | "broken";

export type ToolName = "look" | "note" | "pay";
export interface Call {
  readonly tool: ToolName;
  readonly n: Int;
  readonly tag: Text | undefined;
}

/** Where a failure goes: nowhere, or on by a block. */
export interface OnFailed {
  readonly writes: readonly FailedWrite[];
  readonly block: Block;
}

export type Decision = "approve" | "edit" | "reject";

export type Statement =
  | { readonly k: "transform"; readonly writes: readonly Write[]; readonly failed: OnFailed | undefined }
  | { readonly k: "tool"; readonly call: Call; readonly writes: readonly Write[]; readonly failed: OnFailed | undefined }
  | {
      readonly k: "approve";
      readonly call: Call;
      readonly by: boolean;
      readonly expires: boolean;
      readonly decisions: readonly Decision[];
      readonly between: readonly Write[];
      /** A question between approval and call, which takes time. */
      readonly pause: boolean;
      /** The call is made again at once, without another review. */
      readonly twice: boolean;
      readonly rejected: Block;
      readonly writes: readonly Write[];
      readonly failed: OnFailed | undefined;
    }
  | {
      readonly k: "propose";
      readonly value: Int;
      readonly expires: boolean;
      readonly decisions: readonly Decision[];
      readonly writes: readonly Write[];
      readonly rejected: Block;
    }
  | { readonly k: "ask"; readonly about: TextChannel; readonly expires: boolean; readonly into: (typeof channels.int)[number] }
  | {
      readonly k: "branch";
      readonly cases: readonly { readonly when: Cond; readonly block: Block }[];
      readonly otherwise: Block;
      readonly failed: OnFailed | undefined;
    }
  | {
      readonly k: "gate";
      readonly rules: readonly { readonly when: Cond | undefined; readonly then: "allow" | "deny"; readonly reason: boolean }[];
      readonly denied: Block;
      readonly reason: boolean;
    }
  | {
      readonly k: "route";
      readonly routes: readonly { readonly when: Cond; readonly block: Block }[];
      readonly unsure: Block;
      /** Whether its ports write why they were taken. */
      readonly reason: boolean;
      readonly failed: OnFailed | undefined;
    }
  | {
      readonly k: "check";
      /** What is done again when the check sends back. */
      readonly body: Block;
      readonly of: Int;
      /** Most that the value may be, by the check's schema. */
      readonly most: number | undefined;
      readonly rules: readonly Cond[];
      readonly rounds: number;
      readonly exhausted: Block;
    }
  | { readonly k: "loop"; readonly body: Block; readonly max: number; readonly again: Cond | undefined }
  | { readonly k: "agent"; readonly reply: Reply; readonly call: Call | undefined; readonly writes: readonly Write[]; readonly failed: OnFailed | undefined }
  | {
      readonly k: "region";
      /** Named branches, or one for each of some numbers or of what is in the log. */
      readonly over:
        | { readonly k: "named"; readonly blocks: readonly Block[] }
        | { readonly k: "each"; readonly list: readonly Int[] | "log"; readonly block: Block };
      /** Whether what a branch has for itself has a value from its start. */
      readonly begun: boolean;
      /** What each branch gives. */
      readonly gives: Int;
      readonly need: "all" | 0 | 1;
      readonly merges: "not" | "rule" | "vote";
      /** Where a rule's sum is more than this, it is a conflict. */
      readonly most: number | undefined;
      readonly conflict: Block;
      readonly concurrency: number;
      readonly opening: OnFailed | undefined;
      readonly failed: OnFailed | undefined;
    }
  | { readonly k: "end"; readonly outcome: "done" | "other" };

export type Block = readonly Statement[];

export type Reply = { readonly k: "output"; readonly v: Int } | { readonly k: "text"; readonly v: Text } | { readonly k: "bad" } | { readonly k: "error" };

/** Conditions of policies read channels without asking whether they are written: one that fails denies. */
export interface PolicyPlan {
  readonly tool: ToolName | "*" | "read" | "write" | "sensitive";
  /** One of the calling nodes, counted round, or all. */
  readonly node: number | undefined;
  readonly when: { readonly of: "args.n" | IntChannel; readonly op: "<" | ">"; readonly than: number } | undefined;
  /** A node and one of its ports, counted round. */
  readonly after: { readonly node: number; readonly port: number } | undefined;
  readonly then: "allow" | "approve" | "deny";
  readonly expires: boolean;
}

/** How a tool behaves: by its argument `n`, so that a call's result does not depend on when it is made. */
export interface Behaviour {
  /** Remainder of n by 5 for which it says that it failed. */
  readonly fails: number | undefined;
  /** The same for breaking: a writing tool's outcome is then unknown. */
  readonly breaks: number | undefined;
}

export type Pick = Decision | "expire";

/** A document to be, with everything from outside that its run depends on. */
export interface Program {
  readonly body: Block;
  readonly policies: readonly PolicyPlan[];
  readonly defaults: readonly ChannelName[];
  readonly keep: readonly ChannelName[];
  readonly bounded: boolean;
  /** A limit of so much less than what the first run needs. */
  readonly limit: { readonly of: "steps" | "toolCalls"; readonly less: number } | undefined;
  readonly tools: Readonly<Record<ToolName, Behaviour>>;
  /** What people say, question by question, counted round. */
  readonly picks: readonly Pick[];
  /** One run on the thread after the other. */
  readonly inputs: readonly { readonly a: number; readonly flag: boolean; readonly b?: number; readonly talk?: Json }[];
}
