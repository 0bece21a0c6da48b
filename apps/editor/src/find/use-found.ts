import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { graphsQuery } from "../api/graphs.ts";
import { newestRunsQuery } from "../api/runs-list.ts";
import { places } from "../shell/places.ts";
import { when } from "../start/figures.ts";
import { type Command, type OpenGraph, type Scope, useFind } from "./find-state.ts";
import { fitting, type Found, textsIn, thingsIn, usesIn } from "./found.ts";

const most = 80;

/** What a query finds in a scope. */
export function useFound(scope: Scope, query: string): readonly Found[] {
  const { t } = useTranslation(["find", "shell"]);
  const find = useFind();
  const graph = useStore(find.store, (state) => state.graph);
  const everywhere = useEverywhere(scope.type === "all");
  const view = graph?.document.store.getState();
  const things =
    view === undefined ? [] : thingsIn(view).map((each) => (each.group === "nodes" ? each : { ...each, detail: t("usedBy", { count: Number(each.detail) }) }));
  switch (scope.type) {
    case "all":
      return fitting([...commands(graph, t), ...provided(find.commands()), ...things, ...everywhere], query).slice(0, most);
    case "graph":
      return [...fitting(things, query), ...(view === undefined ? [] : textsIn(view, query))].slice(0, most);
    case "uses":
      return view === undefined
        ? []
        : fitting(
            usesIn(view, scope.of, (how) => how.map((each) => t(`how.${each}`)).join(", ")),
            query,
          );
    default:
      return scope satisfies never;
  }
}

type Translate = ReturnType<typeof useTranslation<["find", "shell"]>>["t"];

function commands(graph: OpenGraph | undefined, t: Translate): readonly Found[] {
  const command = (id: string, title: string): Found => ({
    id: `command ${id}`,
    group: "commands",
    title,
    detail: "",
    target: { type: "command", command: id },
  });
  return [
    ...(graph === undefined ? [] : (["find", "undo", "redo", "compare"] as const).map((id) => command(id, t(`commands.${id}`)))),
    ...places.map(({ id, to }) => command(`go ${to}`, t("commands.go", { place: t(`shell:nav.${id}`) }))),
    command("keys", t("commands.keys")),
  ];
}

function provided(all: readonly Command[]): readonly Found[] {
  return all.map(({ id, title, keys = "", run }) => ({ id: `do ${id}`, group: "commands", title, detail: keys, target: { type: "run", run } }));
}

function useEverywhere(enabled: boolean): readonly Found[] {
  const { data: graphs = [] } = useQuery({ ...graphsQuery, enabled });
  const { data: runs = [] } = useQuery({ ...newestRunsQuery, enabled });
  const titles = new Map(graphs.map(({ id, title }) => [id, title]));
  return [
    ...graphs.map(({ id, title, description }): Found => ({
      id: `graph ${id}`,
      group: "graphs",
      title,
      detail: description,
      target: { type: "graph", graph: id },
    })),
    ...runs.map(({ id, graph, status, startedAt }): Found => ({
      id: `run ${id}`,
      group: "runs",
      title: titles.get(graph) ?? graph,
      detail: `${status} · ${when(startedAt, Date.now())} · ${id}`,
      target: { type: "command", command: `go /runs/${id}` },
    })),
  ];
}
