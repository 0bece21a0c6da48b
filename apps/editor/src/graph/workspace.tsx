import { useHotkeys } from "@mantine/hooks";
import { ChevronDown, ChevronUp, PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { ActionIcon } from "@mantine/core";
import { type JSX, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Canvas } from "../canvas/canvas.tsx";
import { saveDocument } from "../document/saving.ts";
import { useDocument } from "../document/use-document.tsx";
import { useCommands } from "../find/use-commands.ts";
import { Inspector } from "../inspector/inspector.tsx";
import { modKey } from "../keys/keymap.ts";
import { usePrunedSelection } from "../selection/use-pruned.ts";
import { useSelected } from "../selection/use-selection.tsx";
import { Tabs } from "../shell/tabs.tsx";
import { GraphTopBar } from "./graph-top-bar.tsx";
import { NoticeBar } from "./notice-bar.tsx";
import { usePageState } from "./page-state.ts";
import { focusNextRegion } from "./region-focus.ts";
import { dockTabs, drawerTabs, modes } from "./regions.ts";
import { saver } from "./use-open-document.ts";
import css from "./workspace.module.css";

/** The regions of a graph's page: drawer, canvas or another view, inspector, dock. */
export function Workspace(): JSX.Element {
  const { t } = useTranslation("graph");
  const document = useDocument();
  const [page, set] = usePageState();
  const selected = useSelected((state) => state.nodes.length > 0);
  usePrunedSelection();
  useHotkeys(
    [
      ["mod+Z", () => document.undo()],
      ["mod+shift+Z", () => document.redo()],
      ["mod+Y", () => document.redo()],
    ],
    ["INPUT", "TEXTAREA", "SELECT"],
  );
  useHotkeys(
    [
      ["F6", () => focusNextRegion(1)],
      ["shift+F6", () => focusNextRegion(-1)],
    ],
    [],
    true,
  );
  // In texts too, where a browser would save the page.
  useHotkeys([["mod+S", () => void saveDocument(document, saver)]], [], true);
  useCommands(() => [
    ...modes.map(({ id }) => ({ id: `mode ${id}`, title: t("part", { region: t("modes.label"), part: t(`modes.${id}`) }), run: () => set({ mode: id }) })),
    ...drawerTabs.map(({ id }) => ({
      id: `drawer ${id}`,
      title: t("part", { region: t("drawer.label"), part: t(`drawer.${id}`) }),
      run: () => set({ mode: "canvas", drawer: id, drawerOpen: true }),
    })),
    ...dockTabs.map(({ id }) => ({
      id: `dock ${id}`,
      title: t("part", { region: t("dock.label"), part: t(`dock.${id}`) }),
      run: () => set({ dock: id, dockOpen: true }),
    })),
    { id: "save", title: t("save"), keys: `${modKey(navigator.userAgent)} S`, run: () => void saveDocument(document, saver) },
  ]);
  const { view: View, beside: Beside } = modes.find(({ id }) => id === page.mode) ?? {};
  // Beside a text, the text itself is where one looks things up and changes them.
  const onCanvas = View === undefined && Beside === undefined;
  const drawer = page.drawerOpen && onCanvas;
  const inspects = (selected || page.graphInspector) && onCanvas;
  return (
    <div className={css["page"]}>
      <GraphTopBar />
      <div
        className={css["work"]}
        data-drawer={drawer}
        data-beside={Beside !== undefined}
        data-inspector={inspects}
        data-dock={page.dockOpen}
        data-dock-tab={page.dock}
      >
        {drawer && <Drawer />}
        {Beside !== undefined && (
          <Suspense>
            <Beside />
          </Suspense>
        )}
        <main className={css["middle"]}>
          <Suspense>{View === undefined ? <Canvas /> : <View />}</Suspense>
          {!page.drawerOpen && onCanvas && <ShowDrawer />}
          <NoticeBar />
        </main>
        {inspects && <Inspector />}
        <Dock />
      </div>
    </div>
  );
}

function Drawer(): JSX.Element {
  const { t } = useTranslation("graph");
  const [page, set] = usePageState();
  const Panel = drawerTabs.find(({ id }) => id === page.drawer)?.panel;
  return (
    <aside className={css["drawer"]} data-region="drawer" aria-label={t("drawer.label")}>
      <Tabs
        label={t("drawer.label")}
        tabs={drawerTabs.map(({ id }) => ({ id, label: t(`drawer.${id}`) }))}
        current={page.drawer}
        choose={(drawer) => set({ drawer })}
        end={
          <ActionIcon size={22} aria-label={t("drawer.hide")} title={t("drawer.hide")} onClick={() => set({ drawerOpen: false })}>
            <PanelLeftClose size={14} aria-hidden />
          </ActionIcon>
        }
      >
        <Suspense>{Panel !== undefined && <Panel />}</Suspense>
      </Tabs>
    </aside>
  );
}

function ShowDrawer(): JSX.Element {
  const { t } = useTranslation("graph");
  const [, set] = usePageState();
  return (
    <ActionIcon
      className={css["show"] ?? ""}
      variant="default"
      size={28}
      aria-label={t("drawer.show")}
      title={t("drawer.show")}
      onClick={() => set({ drawerOpen: true })}
    >
      <PanelLeftOpen size={15} aria-hidden />
    </ActionIcon>
  );
}

function Dock(): JSX.Element {
  const { t } = useTranslation("graph");
  const [page, set] = usePageState();
  const { panel: Panel, status: Status } = dockTabs.find(({ id }) => id === page.dock) ?? {};
  return (
    <section className={css["dock"]} data-region="dock" aria-label={t("dock.label")}>
      <Tabs
        label={t("dock.label")}
        tabs={dockTabs.map(({ id, badge: Badge }) => ({
          id,
          label: (
            <>
              {t(`dock.${id}`)} {Badge !== undefined && <Badge />}
            </>
          ),
        }))}
        current={page.dock}
        choose={(dock) => set({ dock, dockOpen: true })}
        end={
          <>
            {Status !== undefined && <Status />}
            <ActionIcon
              size={22}
              aria-label={t(page.dockOpen ? "dock.hide" : "dock.show")}
              aria-expanded={page.dockOpen}
              onClick={() => set({ dockOpen: !page.dockOpen })}
            >
              {page.dockOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronUp size={14} aria-hidden />}
            </ActionIcon>
          </>
        }
      >
        <Suspense>{page.dockOpen && Panel !== undefined && <Panel />}</Suspense>
      </Tabs>
    </section>
  );
}
