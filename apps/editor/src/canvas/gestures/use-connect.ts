import type { Wire } from "@baton/draw";
import { useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { connect, refusal, type Refusal, type WireFrom, type WireTo } from "../../document/commands/edges.ts";
import { portsOf } from "../../document/ports.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument } from "../../document/use-document.tsx";
import type { Scene } from "../scene/scene.ts";
import { startId } from "../scene/flow.ts";
import { ConnectingContext } from "./connecting.ts";

/** Drawing a wire, by mouse or by keys: begin, ask where it may lead, end. */
export interface Connect {
  begin(node: string, port: string): void;
  aim(node: string | undefined): void;
  aimed(): string | undefined;
  /** Leads the wire there and ends drawing it. */
  finish(to: WireTo): void;
  end(): void;
  allowed(node: string): boolean;
  from(): { readonly from: WireFrom; readonly implied: boolean } | undefined;
}

export function useConnect(scene: Scene): Connect {
  const document = useDocument();
  const change = useChange();
  const store = useContext(ConnectingContext);
  const { t } = useTranslation("canvas");
  return useMemo(() => {
    const begin = (node: string, port: string): void => {
      const view = document.store.getState();
      const from: WireFrom = node === startId ? { type: "start" } : { type: "port", node, port };
      const ports = node === startId ? [] : portsOf(view, node);
      const index = ports.findIndex((each) => each.name === port);
      const refused = new Map<string, Refusal>();
      for (const id of scene.cards.keys()) {
        const why = refusal(view, from, id, scene.owned, ports[index]?.bounded === true);
        if (why !== undefined) refused.set(id, why);
      }
      store.setState({ connecting: { from, implied: index === 0 && ports[0]?.explicit !== true, refused, aim: undefined } });
    };
    const end = (): void => store.setState({ connecting: undefined });
    return {
      begin,
      end,
      aim: (aim) => store.setState(({ connecting }) => (connecting === undefined ? {} : { connecting: { ...connecting, aim } })),
      aimed: () => store.getState().connecting?.aim,
      finish: (to) => {
        const { connecting } = store.getState();
        end();
        if (connecting !== undefined) change(t("gestures.connect"), (view) => connect(view, connecting.from, to, connecting.implied));
      },
      allowed: (node) => store.getState().connecting?.refused.has(node) === false,
      from: () => store.getState().connecting,
    };
  }, [document, store, scene, change, t]);
}

/** Where a wire begins, in the words of the document. */
export function wireFrom({ from, port }: Pick<Wire, "from" | "port">): WireFrom {
  return from === undefined ? { type: "start" } : { type: "port", node: from, port };
}
