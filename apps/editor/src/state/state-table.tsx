import { type JSX, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSelected } from "../selection/use-selection.tsx";
import { useHighlight } from "./highlight.ts";
import { NodeLinks } from "./node-links.tsx";
import css from "./state.module.css";
import { TrustChip } from "./trust-chip.tsx";
import { useChannelRows } from "./use-channel-rows.ts";

/** All channels at a glance; what the selected step reads is marked. */
export function StateTable(): JSX.Element {
  const { t } = useTranslation("state");
  const rows = useChannelRows();
  const highlight = useHighlight();
  const selected = useSelected((state) => (state.nodes.length === 1 ? state.nodes[0] : undefined));
  useEffect(() => () => highlight.clear(), [highlight]);
  if (rows.length === 0) return <p className={css["none"]}>{t("none")}</p>;
  return (
    <table className={css["table"]}>
      <thead>
        <tr>
          <th scope="col">{t("columns.channel")}</th>
          <th scope="col">{t("columns.type")}</th>
          <th scope="col">{t("columns.trust")}</th>
          <th scope="col">{t("columns.writtenBy")}</th>
          <th scope="col">{t("columns.readBy")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.name}
            data-marked={selected !== undefined && row.readBy.includes(selected)}
            onMouseEnter={() => highlight.show(row)}
            onMouseLeave={highlight.clear}
            onFocus={() => highlight.show(row)}
            onBlur={highlight.clear}
          >
            <td>
              <code>{row.name}</code>
            </td>
            <td>{row.merge === "replace" || row.merge === "messages" ? row.type : `${row.type} · ${row.merge}`}</td>
            <td>
              <TrustChip trust={row.trust} />
            </td>
            <td>
              <NodeLinks nodes={row.writtenBy} also={row.isInput ? t("input") : undefined} />
            </td>
            <td>
              <NodeLinks nodes={row.readBy} also={row.isGiven ? t("outcome") : undefined} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
