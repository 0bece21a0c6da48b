import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Refusal, WireFrom } from "../../document/commands/edges.ts";

/** A wire that somebody is drawing, by mouse or by keys. */
export interface Connecting {
  readonly from: WireFrom;
  readonly implied: boolean;
  /** Nodes that it may not lead to, and why. */
  readonly refused: ReadonlyMap<string, Refusal>;
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
};

/** What a wire that is being drawn means for a node; undefined where none is. */
export function useConnectState(node: string): ConnectState | undefined {
  return useStore(useContext(ConnectingContext), ({ connecting }) => {
    if (connecting === undefined) return undefined;
    const why = connecting.refused.get(node);
    if (connecting.from.type === "port" && connecting.from.node === node && why === "itself") return states.origin;
    if (why !== undefined) return refusals[why];
    return connecting.aim === node ? states.aimed : states.open;
  });
}
