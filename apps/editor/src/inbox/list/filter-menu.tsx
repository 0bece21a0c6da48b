import { ActionIcon, Button, NativeSelect, Popover } from "@mantine/core";
import { ListFilter } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { useGraphTitle } from "../use-texts.ts";
import { type Filter, isFiltering, noFilter, rolesOf } from "./filter.ts";
import css from "./list.module.css";

interface Props {
  readonly items: readonly Approval[];
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
}

/** What to leave out of the list. */
export function FilterMenu({ items, filter, setFilter, open, setOpen }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const title = useGraphTitle();
  const any = { value: "", label: t("filter.any") };
  const options = (values: readonly string[], label = (value: string) => value) => [
    any,
    ...[...new Set(values)].map((value) => ({ value, label: label(value) })),
  ];
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon size="sm" className={css["filter"] ?? ""} aria-label={t("filter.label")} data-on={isFiltering(filter)} onClick={() => setOpen(!open)}>
          <ListFilter size={14} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={css["filters"] ?? ""}>
        <NativeSelect
          size="xs"
          label={t("filter.graph")}
          data={options(
            items.map(({ graph }) => graph),
            title,
          )}
          value={filter.graph ?? ""}
          onChange={({ currentTarget: { value } }) => setFilter({ ...filter, graph: value === "" ? undefined : value })}
        />
        <NativeSelect
          size="xs"
          label={t("filter.role")}
          data={options(items.flatMap(rolesOf))}
          value={filter.role ?? ""}
          onChange={({ currentTarget: { value } }) => setFilter({ ...filter, role: value === "" ? undefined : value })}
        />
        <NativeSelect
          size="xs"
          label={t("filter.kind")}
          data={[any, ...kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))]}
          value={filter.kind ?? ""}
          onChange={({ currentTarget: { value } }) => setFilter({ ...filter, kind: kinds.find((kind) => kind === value) })}
        />
        <Button size="compact-sm" onClick={() => setFilter(noFilter)}>
          {t("filter.clear")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
