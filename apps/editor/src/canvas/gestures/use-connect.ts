import type { Wire } from "@baton/draw";
import { useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { refusal, type Refusal, type WireFrom, type WireTo } from "../../document/commands/edges.ts";
import { addOutcome } from "../../document/commands/outcomes.ts";
import { adopt, adoptRefusal, handoverRefusal, setHandover } from "../../document/commands/relations.ts";
import { connect, reconnect } from "../../document/commands/wires.ts";
import { portsOf } from "../../document/ports.ts";
import type { View } from "../../document/reading.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument } from "../../document/use-document.tsx";
import type { Scene } from "../scene/scene.ts";
import { ConnectingContext, type ConnectFrom } from "./connecting.ts";
import { fromHandle, fromPort, fromRow } from "./handles.ts";

/** Drawing a wire or a relation, by mouse or by keys: begin, ask where it may lead, end. */
export interface Connect {
  begin(from: ConnectFrom): void;
  beginAt(node: string, handle: string): void;
  aim(node: string | undefined): void;
  aimed(): string | undefined;
  /** Leads it there and ends drawing it; `port`: where a wire that is drawn backwards begins. */
  finish(to: WireTo, port?: string): void;
  end(): void;
  allowed(node: string): boolean;
  /** Nodes that it may lead to. */
  open(): readonly string[];
  from(): ConnectFrom | undefined;
}

export function useConnect(scene: Scene): Connect {
  const document = useDocument();
  const change = useChange();
  const store = useContext(ConnectingContext);
  const { t } = useTranslation("canvas");
  return useMemo(() => {
    const begin = (from: ConnectFrom): void => {
      const view = document.store.getState();
      const refused = new Map<string, Refusal>();
      for (const id of scene.cards.keys()) {
        const why = refusalOf(view, from, id, scene.owned);
        if (why !== undefined) refused.set(id, why);
      }
      store.setState({ connecting: { from, refused, open: [...scene.cards.keys()].filter((id) => !refused.has(id)), aim: undefined } });
    };
    const end = (): void => store.setState({ connecting: undefined });
    const led = (from: ConnectFrom, to: WireTo, port: string | undefined): void => {
      switch (from.type) {
        case "wire":
          change(t("gestures.connect"), (view) => {
            const outcome = to.type === "outcome" ? addOutcome(view, to.outcome) : {};
            return { edits: [...(outcome.edits ?? []), ...(connect(view, from.from, to, from.implied).edits ?? [])] };
          });
          break;
        case "into":
          if (to.type !== "node") break;
          change(t("gestures.connect"), (view) => {
            const begins = port === undefined ? firstFree(view, to.node) : fromPort(view, fromRow(to.node, port));
            if (begins?.type !== "wire") return {};
            if (from.moves !== undefined) return reconnect(view, from.moves, begins.from, begins.implied);
            return connect(view, begins.from, { type: "node", node: from.node }, begins.implied);
          });
          break;
        case "owner":
          if (to.type === "node") change(t("gestures.adopt"), (view) => adopt(view, from.node, to.node));
          break;
        case "member":
          if (to.type === "node") change(t("gestures.handover"), (view) => setHandover(view, from.node, to.node, true));
          break;
        default:
          from satisfies never;
      }
    };
    return {
      begin,
      beginAt: (node, handle) => begin(fromHandle(document.store.getState(), node, handle)),
      end,
      aim: (aim) => store.setState(({ connecting }) => (connecting === undefined ? {} : { connecting: { ...connecting, aim } })),
      aimed: () => store.getState().connecting?.aim,
      finish: (to, port) => {
        const { connecting } = store.getState();
        end();
        if (connecting !== undefined) led(connecting.from, to, port);
      },
      allowed: (node) => store.getState().connecting?.refused.has(node) === false,
      open: () => store.getState().connecting?.open ?? [],
      from: () => store.getState().connecting?.from,
    };
  }, [document, store, scene, change, t]);
}

function refusalOf(view: View, from: ConnectFrom, id: string, owned: ReadonlySet<string>): Refusal | undefined {
  switch (from.type) {
    case "wire": {
      const { from: begins } = from;
      return refusal(view, begins, id, owned, isBounded(view, begins));
    }
    case "into":
      return refusal(
        view,
        { type: "port", node: id, port: "" },
        from.node,
        owned,
        portsOf(view, id).some((port) => port.bounded === true),
      );
    case "owner":
      return adoptRefusal(view, from.node, id);
    case "member":
      return handoverRefusal(view, from.node, id);
    default:
      return from satisfies never;
  }
}

/** True where the port's kind, or its edge, limits how often it is left. */
function isBounded(view: View, from: WireFrom): boolean {
  if (from.type !== "port" || from.beyond === true) return false;
  if (portsOf(view, from.node).some((port) => port.name === from.port && port.bounded === true)) return true;
  return view.reading.graph?.edges.some((edge) => edge.from.node === from.node && edge.from.port === from.port && edge.max !== undefined) === true;
}

/** The first port of a node that leads nowhere yet. */
function firstFree(view: View, node: string): ConnectFrom | undefined {
  const wired = new Set(view.reading.graph?.edges.flatMap(({ from }) => (from.node === node ? [from.port] : [])));
  const port = portsOf(view, node).find((each) => !wired.has(each.name));
  return port === undefined ? undefined : fromPort(view, { type: "port", node, port: port.name });
}

/** Where a wire begins, in the words of the document. */
export function wireFrom({ from, key }: Pick<Wire, "from" | "key">): WireFrom {
  return from === undefined ? { type: "start" } : fromRow(from, key);
}
