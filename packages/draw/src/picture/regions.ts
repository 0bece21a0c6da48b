import type { Question } from "./picture.ts";
import { targetsOf, type Wire } from "./wires.ts";

/** A part of the graph whose branches run side by side: its opener, what lies between, and its closer. */
export interface RegionFrame {
  readonly opener: string;
  readonly closer: string;
  readonly members: ReadonlySet<string>;
  /** True where one branch runs for each item of a list. */
  readonly many: boolean;
}

/** The regions that are well nested, outer ones first; others are drawn without a frame. */
export function regionsOf(questions: ReadonlyMap<string, Question>, wires: readonly Wire[]): readonly RegionFrame[] {
  const closers = new Map<string, string>();
  for (const [id, { kind, config, context }] of questions) {
    const region = kind.region(config, context);
    if (region?.type === "closes" && !closers.has(region.of)) closers.set(region.of, id);
  }
  const frames = [...questions].flatMap(([opener, { kind, config, context }]): readonly RegionFrame[] => {
    const region = kind.region(config, context);
    const closer = closers.get(opener);
    if (region?.type !== "opens" || closer === undefined) return [];
    const ports = new Set(region.ports);
    const inside = between(opener, closer, (wire) => wire.from !== opener || ports.has(wire.port), wires);
    const members = new Set([opener, ...inside, closer]);
    const entered = wires.some(
      (wire) => targetsOf(wire).some((to) => members.has(to) && to !== opener) && !(wire.from !== undefined && members.has(wire.from)),
    );
    const left = wires.some((wire) => wire.from !== undefined && inside.has(wire.from) && targetsOf(wire).some((to) => !members.has(to) || to === opener));
    return entered || left || inside.has(opener) ? [] : [{ opener, closer, members, many: region.many === true }];
  });
  const nested = (one: RegionFrame, other: RegionFrame): boolean => [...one.members].every((id) => other.members.has(id));
  const apart = (one: RegionFrame, other: RegionFrame): boolean => [...one.members].every((id) => !other.members.has(id));
  const fits = (one: RegionFrame): boolean => frames.every((other) => nested(one, other) || nested(other, one) || apart(one, other));
  return frames.filter(fits).sort((one, other) => other.members.size - one.members.size);
}

/** What can be reached from a region's opener before its closer. */
function between(opener: string, closer: string, starts: (wire: Wire) => boolean, wires: readonly Wire[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [opener];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const wire of wires) {
      if (wire.from !== id || !starts(wire)) continue;
      for (const to of targetsOf(wire)) {
        if (to === closer || found.has(to)) continue;
        found.add(to);
        open.push(to);
      }
    }
  }
  return found;
}
