import { Button, Menu } from "@mantine/core";
import { isJsonObject, type Json } from "@baton/core";
import { Eye, Plus, ShieldAlert, Wrench } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../../document/use-document.tsx";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { dataOf, type InspectorFieldProps, setField } from "../field.ts";
import css from "../form.module.css";
import { RemoveButton } from "./expressions-field.tsx";

const icons = { read: Eye, write: Wrench, sensitive: ShieldAlert };

/** The tools that a model may call, with what each does; pinned arguments and writes open below it. */
export function ToolsField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const tools = useDocumentState((state) => state.manifest.tools);
  const value = dataOf(props);
  if (value !== undefined && !Array.isArray(value)) return <DataEditor label={t("tools")} value={value} onChange={(data) => setField(props, data)} />;
  const grants: readonly Json[] = value ?? [];
  const names = grants.map(toolOf);
  const free = Object.keys(tools).filter((name) => !names.includes(name));
  const set = (next: readonly Json[]): boolean => setField(props, next.length === 0 ? undefined : next);
  return (
    <div className={css["rows"]}>
      {grants.map((grant, index) => (
        <Grant key={names[index] ?? index} grant={grant} set={(next) => set(grants.with(index, next))} remove={() => set(grants.toSpliced(index, 1))} />
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<Plus size={13} aria-hidden />}
            disabled={free.length === 0}
            title={free.length === 0 ? t("noMoreTools") : undefined}
          >
            {t("addTool")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {free.map((name) => (
            <Menu.Item key={name} onClick={() => set([...grants, name])}>
              <code>{name}</code>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Grant({ grant, set, remove }: { readonly grant: Json; readonly set: (grant: Json) => boolean; readonly remove: () => void }): JSX.Element {
  const { t } = useTranslation("inspector");
  const name = toolOf(grant);
  const [open, setOpen] = useState(false);
  const effect = useDocumentState((state) => (Object.hasOwn(state.manifest.tools, name) ? state.manifest.tools[name]?.effect : undefined));
  const Icon = effect === undefined ? Wrench : icons[effect];
  const pinned = isJsonObject(grant) ? Object.fromEntries(Object.entries(grant).filter(([key]) => key !== "tool")) : {};
  const write = (data: Json | undefined): boolean => {
    const rest = data !== undefined && isJsonObject(data) ? data : {};
    return set(Object.keys(rest).length === 0 ? name : { tool: name, ...rest });
  };
  return (
    <>
      <div className={css["tool"]}>
        <Icon size={13} aria-hidden />
        <button type="button" aria-expanded={open} title={t("pinned")} onClick={() => setOpen(!open)}>
          <code>{name}</code>
        </button>
        <small data-effect={effect}>{Object.keys(pinned).length > 0 ? t("pinnedShort") : effect}</small>
        <RemoveButton label={t("removeNamed", { name })} remove={remove} />
      </div>
      {open && <DataEditor label={t("pinnedOf", { name })} value={Object.keys(pinned).length === 0 ? undefined : pinned} onChange={write} />}
    </>
  );
}

function toolOf(grant: Json): string {
  if (typeof grant === "string") return grant;
  const tool = isJsonObject(grant) ? grant["tool"] : undefined;
  return typeof tool === "string" ? tool : "";
}
