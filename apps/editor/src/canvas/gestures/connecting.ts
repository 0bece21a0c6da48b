import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Refusal, WireFrom } from "../../document/commands/edges.ts";

/** What somebody is drawing, by mouse or by keys. */
export type ConnectFrom =
  | { readonly type: "wire"; readonly from: WireFrom; readonly implied: boolean }
  /** Backwards, from where it leads; `moves`: the wire whose beginning is moved. */
  | { readonly type: "into"; readonly node: string; readonly moves: WireFrom | undefined }
  /** From an owner to what it is to own. */
  | { readonly type: "owner"; readonly node: string }
  /** From a member of a desk to another that it may hand over to. */
  | { readonly type: "member"; readonly node: string };

export interface Connecting {
  readonly from: ConnectFrom;
  /** Nodes that it may not lead to, and why. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** Those that it may lead to, in the document's order. */
  readonly open: readonly string[];
  /** The node that keys have chosen. */
  readonly aim: string | undefined;
}

export type ConnectState =
  | { readonly type: "refused"; readonly why: Refusal }
  | { readonly type: "aimed" }
  | { readonly type: "open" }
  | { readonly type: "origin" };

export type ConnectingStore = StoreApi<{ readonly connecting: Connecting | undefined }>;

export function createConnecting(): ConnectingStore {
  return createStore(() => ({ connecting: undefined }));
}

export const ConnectingContext = createContext<ConnectingStore>(createConnecting());

const states = { aimed: { type: "aimed" }, open: { type: "open" }, origin: { type: "origin" } } as const;
const refusals: Readonly<Record<Refusal, ConnectState>> = {
  itself: { type: "refused", why: "itself" },
  loop: { type: "refused", why: "loop" },
  owned: { type: "refused", why: "owned" },
  kind: { type: "refused", why: "kind" },
  already: { type: "refused", why: "already" },
  elsewhere: { type: "refused", why: "elsewhere" },
};

/** The node that something is being drawn from; undefined for the start of the run. */
export function originOf(from: ConnectFrom): string | undefined {
  if (from.type !== "wire") return from.node;
  return from.from.type === "port" ? from.from.node : undefined;
}

/** What a wire that is being drawn means for a node; undefined where none is. */
export function useConnectState(node: string): ConnectState | undefined {
  return useStore(useContext(ConnectingContext), ({ connecting }) => {
    if (connecting === undefined) return undefined;
    const why = connecting.refused.get(node);
    if (why === "itself" && originOf(connecting.from) === node) return states.origin;
    if (why !== undefined) return refusals[why];
    return connecting.aim === node ? states.aimed : states.open;
  });
}
