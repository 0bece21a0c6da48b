import { TextInput } from "@mantine/core";
import { Eye, Search, ShieldAlert, Wrench } from "lucide-react";
import { type JSX, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../document/use-document.tsx";
import { Tile } from "../elements/tile.tsx";
import { dragType, families, kindItems, matching, type PaletteItem, toolItems } from "./items.ts";
import css from "./palette.module.css";
import { Patterns } from "./patterns.tsx";
import { usePaletteTarget } from "./palette-target.ts";

/** Everything that can be added: drag it to a place, or click to add it after the selected step. */
export function Palette(): JSX.Element {
  const { t } = useTranslation("graph");
  const [typed, setTyped] = useState("");
  const manifest = useDocumentState((state) => state.manifest);
  const { add } = usePaletteTarget();
  const kinds = matching(kindItems, typed);
  const tools = useMemo(() => toolItems(manifest), [manifest]);
  const found = matching(tools, typed);
  return (
    <div className={css["palette"]}>
      <TextInput
        placeholder={t("palette.search")}
        aria-label={t("palette.search")}
        leftSection={<Search size={14} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = kinds[0] ?? found[0];
          if (event.key === "Enter" && first !== undefined) add(first);
        }}
      />
      {families.map((family) => {
        const items = kinds.filter((item) => item.appearance.family === family);
        return items.length === 0 ? undefined : (
          <section key={family}>
            <h2>{t(`palette.families.${family}`)}</h2>
            {items.map((item) => (
              <Item key={item.id} item={item} add={add} />
            ))}
          </section>
        );
      })}
      {found.length > 0 && (
        <section>
          <h2>
            {t("palette.tools")} <span>{tools.length}</span>
          </h2>
          {found.map((item) => (
            <Item key={item.id} item={item} add={add} />
          ))}
        </section>
      )}
      <Patterns typed={typed} />
      {kinds.length + found.length === 0 && <p>{t("palette.none")}</p>}
    </div>
  );
}

const effectIcons = { read: Eye, write: Wrench, sensitive: ShieldAlert };

function Item({ item, add }: { readonly item: PaletteItem; readonly add: (item: PaletteItem) => void }): JSX.Element {
  const { t } = useTranslation("graph");
  const EffectIcon = item.effect === undefined ? undefined : effectIcons[item.effect];
  return (
    <button
      type="button"
      className={css["item"]}
      draggable
      title={item.tool === undefined ? item.kind.summary : t("palette.add", { label: item.label })}
      onClick={() => add(item)}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, item.id);
        event.dataTransfer.effectAllowed = "copy";
      }}
    >
      {EffectIcon === undefined ? <Tile appearance={item.appearance} size={19} /> : <EffectIcon size={14} aria-hidden />}
      {item.tool === undefined ? <span>{item.label}</span> : <code>{item.label}</code>}
      {item.shortcut !== undefined && <kbd aria-hidden="true">{item.shortcut}</kbd>}
      {item.effect !== undefined && <small data-effect={item.effect}>{item.effect}</small>}
    </button>
  );
}
