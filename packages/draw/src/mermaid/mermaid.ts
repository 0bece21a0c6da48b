import type { Appearance, Graph, Kinds } from "@baton/core";
import { type Picture, type PictureNode, pictureOf } from "../picture/picture.ts";
import { targetName, type Wire } from "../picture/wires.ts";
import { palettes } from "../palette.ts";
import { regionLabel } from "../words.ts";
import { label, plain, uniqueIds } from "./text.ts";

type Family = Appearance["family"];

/** Brackets around a label: shapes as near to the canvas's silhouettes as Mermaid has them. */
const shapes: Readonly<Record<Family, readonly [string, string]>> = {
  think: ["(", ")"],
  act: ["[", "]"],
  guard: ["[/", "\\]"],
  flow: ["{{", "}}"],
  elsewhere: ["[[", "]]"],
};

/** Draws a graph as a Mermaid flowchart. Labels are escaped, so that no title is read as syntax or markup. */
export function mermaid(graph: Graph, kinds: Kinds): string {
  const picture = pictureOf(graph, kinds);
  const outcomes = [...new Set(picture.wires.flatMap(({ to }) => (to.type === "outcome" ? [to.outcome] : [])))];
  const ids = uniqueIds([
    "start",
    ...[...picture.nodes.keys()].map((id) => `node ${id}`),
    ...outcomes.map((outcome) => `end ${outcome}`),
    ...picture.regions.map((region) => `region ${region.opener}`),
  ]);
  const id = (key: string): string => ids.get(key) ?? "start";
  const lines = [
    "flowchart LR",
    `  accTitle: ${plain(picture.title)}`,
    ...(picture.goal === "" ? [] : [`  accDescr: ${plain(picture.goal)}`]),
    `  ${id("start")}(( )):::start`,
    ...nodeLines(picture, id),
    ...outcomes.map((outcome) => `  ${id(`end ${outcome}`)}([${label(outcome)}]):::outcome`),
    ...picture.wires.map((wire) => `  ${wireLine(wire, picture, id)}`),
    ...picture.links.map(({ from, to, label: text }) => `  ${id(`node ${from}`)} -.-|${label(text)}| ${id(`node ${to}`)}`),
    ...picture.regions.map((region) => `  class ${id(`region ${region.opener}`)} region`),
    ...classLines(picture),
  ];
  return `${lines.join("\n")}\n`;
}

/** Nodes, those of a region inside its block. */
function nodeLines({ nodes, regions }: Picture, id: (key: string) => string): readonly string[] {
  const within = (parent: number, indent: string): readonly string[] => {
    const children = regions.flatMap((region, index) => (parentOf(index, regions) === parent ? [index] : []));
    const members = regions[parent]?.members;
    const inChildren = (node: string): boolean => children.some((child) => regions[child]?.members.has(node) === true);
    const own = [...nodes.values()].filter((node) => (members === undefined || members.has(node.id)) && !inChildren(node.id));
    return [
      ...own.map((node) => `${indent}${nodeLine(node, id(`node ${node.id}`))}`),
      ...children.flatMap((child) => {
        const region = regions[child];
        if (region === undefined) return [];
        const head = `${indent}subgraph ${id(`region ${region.opener}`)}[${label(regionLabel(region.many))}]`;
        return [head, ...within(child, `${indent}  `), `${indent}end`];
      }),
    ];
  };
  return within(-1, "  ");
}

/** The smallest region around another; they are sorted, outer ones first. */
function parentOf(index: number, regions: Picture["regions"]): number {
  const opener = regions[index]?.opener ?? "";
  return regions.slice(0, index).findLastIndex((other) => other.members.has(opener));
}

function nodeLine(node: PictureNode, id: string): string {
  const family = node.appearance?.family;
  const [open, close] = family === undefined ? ["[", "]"] : shapes[family];
  return `${id}${open}${label(node.title, node.subtitle)}${close}:::${family ?? "unread"}`;
}

function wireLine(wire: Wire, { nodes }: Picture, id: (key: string) => string): string {
  const rows = (wire.from === undefined ? undefined : nodes.get(wire.from)?.rows) ?? [];
  const row = rows.find((each) => each.key === wire.key);
  const arrow = row === undefined || row.happy ? "-->" : "-.->";
  const text = row === undefined || row.implied ? "" : `|${label(row.label)}|`;
  const from = wire.from === undefined ? id("start") : id(`node ${wire.from}`);
  const to = wire.to.type === "node" ? `node ${wire.to.node}` : targetName(wire.to).replace(".", " ");
  return `${from} ${arrow}${text} ${id(to)}`;
}

/** Tints with dark text and a line of middle brightness read well on a page of either scheme. */
function classLines({ nodes, regions }: Picture): readonly string[] {
  const { families, text, edge, surface } = palettes.light;
  const used = new Set([...nodes.values()].map((node) => node.appearance?.family));
  const of = (name: string, fill: string, stroke: string, color: string): string => `  classDef ${name} fill:${fill},stroke:${stroke},color:${color}`;
  return [
    ...Object.entries(families).flatMap(([family, { solid, tint }]) => ([...used].some((each) => each === family) ? [of(family, tint, solid, text)] : [])),
    ...(used.has(undefined) ? [`${of("unread", surface, edge, text)},stroke-dasharray:4 4`] : []),
    ...(regions.length > 0 ? [`  classDef region fill:none,stroke:${edge}`] : []),
    of("start", text, edge, surface),
    of("outcome", surface, edge, text),
  ];
}
