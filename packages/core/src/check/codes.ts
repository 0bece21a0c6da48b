import type { Severity } from "../diagnostics/diagnostic.ts";

interface CodeEntry {
  readonly severity: Severity;
  readonly title: string;
}

/** The checker's own codes; those of reading (BT100-BT129) stand in document/codes.ts. Each has a page under docs/. */
export const checkCodes = {
  BT132: { severity: "error", title: "An edge names a node that is not there" },
  BT133: { severity: "error", title: "An edge leaves by a port the node does not have" },
  BT134: { severity: "error", title: "An edge ends in an outcome that is not declared" },
  BT135: { severity: "error", title: "Two edges leave one port" },
  BT136: { severity: "error", title: "A port leads nowhere" },
  BT137: { severity: "error", title: "A node cannot be reached" },
  BT138: { severity: "error", title: "No end can be reached" },
  BT139: { severity: "error", title: "A cycle without a bound" },
  BT140: { severity: "error", title: "An edge must name its port" },
  BT141: { severity: "error", title: "Writes on a port the node does not have" },
  BT142: { severity: "error", title: "A bounded edge needs both `max` and `else`" },
  BT150: { severity: "error", title: "The host has no such tool" },
  BT151: { severity: "error", title: "The host has no such model" },
  BT152: { severity: "error", title: "The host has no such role" },
  BT153: { severity: "error", title: "The host has no such calendar" },
  BT154: { severity: "error", title: "The host has no such event" },
  BT155: { severity: "error", title: "The host has no such agent" },
  BT156: { severity: "error", title: "The tool has no such argument" },
  BT157: { severity: "error", title: "A required argument is missing" },
  BT160: { severity: "error", title: "A policy names a node that is not there" },
  BT161: { severity: "error", title: "A policy waits for a port that is not there" },
  BT162: { severity: "error", title: "An outcome gives back a channel that is not declared" },
  BT163: { severity: "error", title: "The input names a channel that is not declared" },
  BT164: { severity: "warning", title: "The step limit is lower than the shortest way to an end" },
  BT165: { severity: "error", title: "A node names a node that is not there" },
  BT166: { severity: "error", title: "A node is approved that makes no call" },
  BT201: { severity: "error", title: "An expression cannot be read" },
  BT202: { severity: "error", title: "An expression names something that is not there" },
  BT203: { severity: "error", title: "The types do not fit" },
  BT204: { severity: "error", title: "An expression could run too long" },
  BT205: { severity: "error", title: "An expression is too large" },
  BT210: { severity: "error", title: "A write to a channel that is not declared" },
  BT211: { severity: "error", title: "A written value does not fit its channel" },
  BT212: { severity: "error", title: "A node reads a channel that is not declared" },
  BT213: { severity: "error", title: "A default does not fit its channel" },
  BT214: { severity: "error", title: "The host's parameter does not fit the document's" },
  BT220: { severity: "error", title: "A channel may be read before it is written" },
  BT221: { severity: "error", title: "A channel is read but never written" },
  BT222: { severity: "error", title: "An outcome gives back a channel that may be unwritten" },
  BT223: { severity: "warning", title: "A policy may read a channel before it is written" },
  BT230: { severity: "warning", title: "A channel is never used" },
  BT231: { severity: "advice", title: "A channel is written but never read" },
  BT301: { severity: "error", title: "A region is not closed" },
  BT302: { severity: "error", title: "A join names a node that opens no region" },
  BT303: { severity: "error", title: "Two joins close one region" },
  BT304: { severity: "error", title: "Regions or branches cross" },
  BT305: { severity: "error", title: "An edge leaves a region" },
  BT306: { severity: "error", title: "An edge enters a region" },
  BT310: { severity: "error", title: "Branches that run side by side write one channel" },
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** A code of the checker's own. */
export type CheckCode = keyof typeof checkCodes;
