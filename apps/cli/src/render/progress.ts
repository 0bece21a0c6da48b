import type { BatonEvent } from "baton";
import type { Io } from "../process/io.ts";
import { teamLine } from "./team.ts";
import { counted, inline, pad } from "./text.ts";
import { duration } from "./time.ts";
import { money } from "./usage.ts";
import { callLine } from "./value.ts";

interface Working {
  readonly kind: string;
  readonly since: number;
  visit: number;
  tokens: number;
  cost: number;
  /** What it is doing now. */
  doing: string;
  readonly lines: string[];
}

/** Shows a run on a terminal as it goes: one line for each node that ends, and one that tells what works now. */
export interface Progress {
  readonly onEvent: (event: BatonEvent) => void;
  /** Takes the moving line away; `waiting` are nodes that stopped for people. */
  end(waiting: ReadonlySet<string>): void;
  /** The limit that stopped the run, if one did. */
  limit(): { readonly limit: string; readonly max: number } | undefined;
}

const refreshMs = 200;

/** `names` are the nodes' ids, so that columns stand still. */
export function progress(io: Io, names: readonly string[]): Progress {
  const working = new Map<string, Working>();
  const nameWidth = Math.min(32, Math.max(8, ...names.map((name) => name.length)));
  let limit: { readonly limit: string; readonly max: number } | undefined;
  let drawn = false;

  const clear = (): void => {
    if (drawn) io.draw("\r\u001b[K");
    drawn = false;
  };
  const draw = (): void => {
    clear();
    const now = io.now();
    const texts = [...working]
      .filter(([, { since }]) => now - since >= refreshMs)
      .map(([id, { since, doing }]) => `${id}${doing === "" ? "" : `: ${doing}`} ${duration(now - since)}`);
    if (texts.length === 0) return;
    io.draw(io.paintErr("quiet", `… ${texts.join(" · ")}`.slice(0, io.width - 1)));
    drawn = true;
  };
  const print = (mark: string, id: string, { kind, visit, lines }: Pick<Working, "kind" | "visit" | "lines">, facts: readonly string[]): void => {
    clear();
    const shown = [...(visit > 1 ? [`×${visit}`] : []), ...facts].join("  ");
    io.err(`${mark} ${pad(id, nameWidth)}  ${io.paintErr("quiet", pad(kind, 9))}  ${shown}`.trimEnd());
    for (const line of lines) io.err(`    ${io.paintErr("quiet", line)}`);
  };
  const of = (node: string, kind = ""): Working => {
    const known = working.get(node) ?? { kind, since: io.now(), visit: 1, tokens: 0, cost: 0, doing: "", lines: [] };
    working.set(node, known);
    return known;
  };
  const figures = ({ tokens, cost }: Working): readonly string[] => [...(tokens > 0 ? [counted(tokens, "token")] : []), ...(cost > 0 ? [money(cost)] : [])];
  const timer = io.live ? setInterval(draw, refreshMs) : undefined;
  timer?.unref();

  const show = (event: BatonEvent): void => {
    switch (event.type) {
      case "node.started":
        of(event.node, event.kind).visit = event.visit;
        return;
      case "model.called": {
        const node = of(event.node);
        node.tokens += event.inputTokens + event.outputTokens;
        node.cost += event.costUsd;
        node.doing = "";
        return;
      }
      case "model.retried":
        of(event.node).lines.push(`model ${event.model}: attempt ${event.attempt} failed, ${inline(event.reason)}`);
        return;
      case "tool.called": {
        const state = event.state === "done" ? "" : `, ${stateWords[event.state]}${event.reason === undefined ? "" : `: ${inline(event.reason)}`}`;
        const node = of(event.node);
        node.doing = event.tool;
        node.lines.push(`${event.tool}${callLine(event.args)}${state}${event.ms >= 1000 ? `  ${duration(event.ms)}` : ""}`);
        return;
      }
      case "node.done": {
        const node = of(event.node, event.kind);
        const port = event.port === "done" ? [] : [`→ ${event.port}`];
        print(io.paintErr("good", "✓"), event.node, node, [...port, ...(event.ms >= 1 ? [duration(event.ms)] : []), ...figures(node)]);
        working.delete(event.node);
        return;
      }
      case "node.failed": {
        const node = of(event.node, event.kind);
        print(io.paintErr("bad", "✗"), event.node, node, [`failed · ${event.error.layer}`, inline(event.error.message)]);
        working.delete(event.node);
        return;
      }
      case "limit.reached":
        limit = { limit: event.limit, max: event.max };
        return;
      case "node.waiting":
      case "approval.opened":
      case "approval.escalated":
      case "state.amended":
      case "approval.decided":
      case "wait.opened":
      case "wait.ended":
        return;
      default: {
        const line = teamLine(event);
        if (line !== undefined) of(event.node).lines.push(line);
      }
    }
  };
  return {
    onEvent: (event) => {
      if (io.live || io.tells === true) show(event);
      else if (event.type === "limit.reached") limit = { limit: event.limit, max: event.max };
    },
    end: (waiting) => {
      clearInterval(timer);
      clear();
      for (const [id, node] of working) if (waiting.has(id)) print(io.paintErr("wait", "●"), id, node, ["waiting"]);
    },
    limit: () => limit,
  };
}

const stateWords = { intent: "begun", failed: "failed", unknown: "outcome unknown", simulated: "simulated" } as const;
