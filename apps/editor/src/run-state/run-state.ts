/** What a run does at one node; figures that are not known are absent. */
export interface NodeRun {
  readonly state: "queued" | "running" | "waiting" | "done" | "failed" | "skipped" | "unknown" | "stopped";
  /** After the state's own word: who is waited for, which layer failed. */
  readonly detail?: string;
  readonly count?: number;
  readonly ms?: number;
  readonly tokens?: number;
  readonly costUsd?: number;
  /** How often it was told what to do: briefs that it was sent. */
  readonly briefs?: number;
}

/** What a run did on one wire. */
export type WireRun = "taken" | "active" | "not_taken";

/** A run as the canvas shows it, by node and by wire. Whoever shows one node hears of that node alone, once a frame at most. */
export interface RunState {
  node(id: string): NodeRun | undefined;
  wire(id: string): WireRun | undefined;
  /** True where a run is shown at all: colours then mean states, not families. */
  shown(): boolean;
  /** Calls back when this node's run changed. */
  onNode(id: string, changed: () => void): () => void;
  onWire(id: string, changed: () => void): () => void;
  onShown(changed: () => void): () => void;
  /** Notes changes; undefined takes a node's or wire's state away. They are told with the next frame. */
  update(changes: { readonly nodes?: ReadonlyMap<string, NodeRun | undefined>; readonly wires?: ReadonlyMap<string, WireRun | undefined> }): void;
  /** Shows no run. */
  clear(): void;
}

/** A run's state outside of what draws it; `frame` calls back before the next painting. */
export function createRunState(frame: (run: () => void) => void): RunState {
  const nodes = new Map<string, NodeRun>();
  const wires = new Map<string, WireRun>();
  const nodeListeners = new Map<string, Set<() => void>>();
  const wireListeners = new Map<string, Set<() => void>>();
  const shownListeners = new Set<() => void>();
  const changed = { nodes: new Set<string>(), wires: new Set<string>(), shown: false };
  let waiting = false;
  const tell = (): void => {
    waiting = false;
    const listeners = [
      ...[...changed.nodes].flatMap((id) => [...(nodeListeners.get(id) ?? [])]),
      ...[...changed.wires].flatMap((id) => [...(wireListeners.get(id) ?? [])]),
      ...(changed.shown ? shownListeners : []),
    ];
    changed.nodes.clear();
    changed.wires.clear();
    changed.shown = false;
    for (const listener of listeners) listener();
  };
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    frame(tell);
  };
  const isShown = (): boolean => nodes.size > 0;
  return {
    node: (id) => nodes.get(id),
    wire: (id) => wires.get(id),
    shown: isShown,
    onNode: (id, listener) => subscribe(nodeListeners, id, listener),
    onWire: (id, listener) => subscribe(wireListeners, id, listener),
    onShown: (listener) => {
      shownListeners.add(listener);
      return () => shownListeners.delete(listener);
    },
    update: (changes) => {
      const before = isShown();
      for (const [id, run] of changes.nodes ?? []) put(nodes, id, run, changed.nodes);
      for (const [id, run] of changes.wires ?? []) put(wires, id, run, changed.wires);
      if (isShown() !== before) changed.shown = true;
      soon();
    },
    clear: () => {
      for (const id of nodes.keys()) changed.nodes.add(id);
      for (const id of wires.keys()) changed.wires.add(id);
      changed.shown = isShown();
      nodes.clear();
      wires.clear();
      soon();
    },
  };
}

function put<Value>(values: Map<string, Value>, id: string, value: Value | undefined, changed: Set<string>): void {
  if (value === undefined) values.delete(id);
  else values.set(id, value);
  changed.add(id);
}

function subscribe(listeners: Map<string, Set<() => void>>, id: string, listener: () => void): () => void {
  const of = listeners.get(id) ?? new Set();
  listeners.set(id, of.add(listener));
  return () => {
    of.delete(listener);
    if (of.size === 0) listeners.delete(id);
  };
}
