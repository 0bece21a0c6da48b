import { ActionIcon, Button } from "@mantine/core";
import { kinds } from "@baton/nodes";
import { Trash2, X } from "lucide-react";
import { type JSX, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { removeNodes } from "../document/commands/nodes.ts";
import { useChange } from "../document/use-change.ts";
import { useDocumentState } from "../document/use-document.tsx";
import { Tile } from "../elements/tile.tsx";
import { usePageState } from "../graph/page-state.ts";
import { inspectorTabs } from "../graph/regions.ts";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import { Tabs } from "../shell/tabs.tsx";
import css from "./inspector.module.css";

/** The region on the right: the selected step, or what may be done with several. */
export function Inspector(): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const nodes = useSelected((state) => state.nodes);
  const [node, another] = nodes;
  return (
    <aside className={css["inspector"]} aria-label={t("inspector.label")}>
      {node !== undefined && another === undefined ? <OneNode node={node} /> : <ManyNodes nodes={nodes} />}
    </aside>
  );
}

function OneNode({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const selection = useSelection();
  const [page, set] = usePageState();
  const authored = useDocumentState((state) => state.shown.nodes[node]);
  const kind = kinds.get(typeof authored?.["kind"] === "string" ? authored["kind"] : "");
  const Panel = inspectorTabs.find(({ id }) => id === page.inspector)?.panel;
  return (
    <>
      <header className={css["head"]}>
        <Tile appearance={kind?.appearance} size={30} />
        <div>
          <h2>{node}</h2>
          <p>{kind?.title ?? t("elements:more")}</p>
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
