import type { RegionLocal } from "../kind/kind.ts";
import type { Opener } from "./regions.ts";

/** What every branch of a region has for itself, and whose branches these are. */
export interface Local extends RegionLocal {
  readonly opener: string;
}

export type Locals = Readonly<Record<string, Local>>;

const none: Locals = {};

/** What is known by name in which branches: a name stands for the innermost region's. */
export function localsOf(openers: readonly Opener[]): {
  at(node: string): Locals;
  inside(opener: string): Locals;
  home(node: string): string;
} {
  const at = new Map<string, Locals>();
  const home = new Map<string, string>();
  const own = new Map(openers.map((opener): [string, Locals] => [opener.id, ownLocals(opener)]));
  // Inner regions are the smaller ones: they come last, so that their names win.
  for (const opener of openers.toSorted((a, b) => size(b) - size(a))) {
    for (const members of opener.branches.values()) {
      for (const id of members) {
        at.set(id, { ...at.get(id), ...own.get(opener.id) });
        home.set(id, opener.id);
      }
    }
  }
  return {
    at: (node) => at.get(node) ?? none,
    inside: (opener) => ({ ...at.get(opener), ...own.get(opener) }),
    home: (node) => home.get(node) ?? "",
  };
}

function ownLocals({ id, locals }: Opener): Locals {
  return Object.fromEntries(Object.entries(locals).map(([name, local]): [string, Local] => [name, { ...local, opener: id }]));
}

function size(opener: Opener): number {
  return [...opener.branches.values()].reduce((total, members) => total + members.size, 0);
}

/** A channel apart from all others: regions beside each other may have locals of one name. */
export function channelKey(locals: Locals, name: string): string {
  const local = Object.hasOwn(locals, name) ? locals[name] : undefined;
  return local === undefined ? name : `${local.opener}/${name}`;
}
