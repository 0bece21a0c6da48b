import { ActionIcon, Button } from "@mantine/core";
import { kinds } from "@baton/nodes";
import { Trash2, Workflow, X } from "lucide-react";
import { ownersOf } from "@baton/core";
import { type JSX, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { removeNodes } from "../document/commands/nodes.ts";
import { useChange } from "../document/use-change.ts";
import { useDocumentState } from "../document/use-document.tsx";
import { Tile } from "../elements/tile.tsx";
import { usePageState } from "../graph/page-state.ts";
import { focusRegion } from "../graph/region-focus.ts";
import { inspectorTabs } from "../graph/regions.ts";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import { Tabs } from "../shell/tabs.tsx";
import css from "./inspector.module.css";

const GraphConfig = lazy(() => import("./config/graph-config.tsx").then(({ GraphConfig: panel }) => ({ default: panel })));

/** The region on the right: the selected step, what may be done with several, or the graph itself. */
export function Inspector(): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const nodes = useSelected((state) => state.nodes);
  const [node, another] = nodes;
  return (
    <aside
      className={css["inspector"]}
      data-region="inspector"
      aria-label={t("inspector.label")}
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && focusRegion("canvas")}
    >
      {node === undefined ? <WholeGraph /> : another === undefined ? <OneNode node={node} /> : <ManyNodes nodes={nodes} />}
    </aside>
  );
}

function WholeGraph(): JSX.Element {
  const { t } = useTranslation("graph");
  const [, set] = usePageState();
  const title = useDocumentState((state) => state.shown.graph?.title ?? state.id);
  return (
    <>
      <header className={css["head"]}>
        <Workflow size={22} aria-hidden />
        <div>
          <h2>{title}</h2>
          <p>{t("inspector.graphTitle")}</p>
        </div>
        <ActionIcon size={24} aria-label={t("inspector.close")} onClick={() => set({ graphInspector: false })}>
          <X size={15} aria-hidden />
        </ActionIcon>
      </header>
      <div className={css["scroll"]}>
        <Suspense>
          <GraphConfig />
        </Suspense>
      </div>
    </>
  );
}

function OneNode({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const selection = useSelection();
  const [page, set] = usePageState();
  const authored = useDocumentState((state) => state.shown.nodes[node]);
  const kind = kinds.get(typeof authored?.["kind"] === "string" ? authored["kind"] : "");
  const owner = useDocumentState(({ shown: { graph } }) => (graph === undefined ? undefined : ownersOf(graph, kinds).get(node)?.owner));
  const Panel = inspectorTabs.find(({ id }) => id === page.inspector)?.panel;
  return (
    <>
      <header className={css["head"]}>
        <Tile appearance={kind?.appearance} size={30} />
        <div>
          <h2>{node}</h2>
          <p>{[kind?.title ?? t("elements:more"), ...(owner === undefined ? [] : [t("inspector.usedBy", { owner })])].join(" · ")}</p>
        </div>
        <ActionIcon size={24} aria-label={t("inspector.close")} onClick={selection.clear}>
          <X size={15} aria-hidden />
        </ActionIcon>
      </header>
      <Tabs
        label={t("inspector.label")}
        tabs={inspectorTabs.map(({ id }) => ({ id, label: t(`inspector.${id}`) }))}
        current={page.inspector}
        choose={(inspector) => set({ inspector })}
      >
        <Suspense>{Panel !== undefined && <Panel key={node} node={node} />}</Suspense>
      </Tabs>
    </>
  );
}

function ManyNodes({ nodes }: { readonly nodes: readonly string[] }): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const change = useChange();
  const selection = useSelection();
  const remove = (): void => {
    if (change(t("inspector.deleteAll"), (view) => removeNodes(view, nodes, true))) selection.clear();
  };
  return (
    <div className={css["many"]}>
      <h2>{t("inspector.many", { count: nodes.length })}</h2>
      <Button leftSection={<Trash2 size={14} aria-hidden />} onClick={remove}>
        {t("inspector.deleteAll")}
      </Button>
    </div>
  );
}
