import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, GitCompare } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { withMissing } from "../canvas/arrange/missing.ts";
import { quickPlaces } from "../canvas/arrange/quick.ts";
import { sceneOf } from "../canvas/scene/scene.ts";
import { useDocument } from "../document/use-document.tsx";
import { useNotices } from "../elements/use-notices.ts";
import { useCommands } from "../find/use-commands.ts";
import { exported, type Format } from "./exported.ts";

const formats = [
  ["yaml", { type: "yaml" }],
  ["svg_light", { type: "svg", scheme: "light" }],
  ["svg_dark", { type: "svg", scheme: "dark" }],
  ["mermaid", { type: "mermaid" }],
] as const satisfies readonly (readonly [string, Format])[];

/** What else can be done with a graph: kept as a file in other forms, compared with another version. */
export function ExportMenu(): JSX.Element {
  const { t } = useTranslation("export");
  const document = useDocument();
  const notices = useNotices();
  const navigate = useNavigate();
  const keep = async (format: Format): Promise<void> => {
    const state = document.store.getState();
    const scene = sceneOf(state.reading, state.manifest);
    const known = Object.entries(state.layout.nodes);
    const file = await exported(state, state.id, format, withMissing(scene, new Map(known.length > 0 ? known : quickPlaces(scene))));
    if (file === undefined) notices.tell(t("unreadable"));
    else download(file);
  };
  useCommands(() => formats.map(([name, format]) => ({ id: name, title: t("as", { form: t(name) }), run: () => void keep(format) })));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={30} aria-label={t("label")} title={t("label")}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("title")}</Menu.Label>
        {formats.map(([name, format]) => (
          <Menu.Item key={name} onClick={() => void keep(format)}>
            {t(name)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<GitCompare size={14} aria-hidden />}
          onClick={() => void navigate({ to: "/g/$graph/diff/$range", params: { graph: document.store.getState().id, range: "published..now" } })}
        >
          {t("compare")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function download({ name, type, text }: { readonly name: string; readonly type: string; readonly text: string }): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = window.document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
