import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { mayRead, meQuery } from "../../api/me.ts";
import { waitsQuery } from "../../api/waits.ts";
import { useNow } from "../use-inbox.ts";
import { Waits } from "../waits/waits.tsx";
import { FilterMenu } from "./filter-menu.tsx";
import { type Filter, fits, isFiltering } from "./filter.ts";
import { InboxItem } from "./inbox-item.tsx";
import css from "./list.module.css";

/** Which of what waits is listed. */
export type Part = "yours" | "others" | "timers";

interface Props {
  readonly items: readonly Approval[];
  readonly part: Part;
  readonly setPart: (part: Part) => void;
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
  readonly current: string | undefined;
}

/** Everything that waits: what is the reader's to decide, what is others', and what no person can end. */
export function InboxList({ items, part, setPart, filter, setFilter, current }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const now = useNow();
  const [filtering, setFiltering] = useState(isFiltering(filter));
  const me = useQuery(meQuery);
  const waits = useQuery({ ...waitsQuery, enabled: mayRead(me.data) });
  const shown = items.filter((item) => item.mine === (part === "yours") && fits(item, filter));
  const count = (mine: boolean): number => items.filter((item) => item.mine === mine).length;
  return (
    <section className={css["list"]} aria-label={t("list")}>
      <div className={css["head"]}>
        <h1>{t("title")}</h1>
        <span>{t("waiting", { count: items.length })}</span>
        <FilterMenu items={items} filter={filter} setFilter={setFilter} open={filtering} setOpen={setFiltering} />
      </div>
      <div className={css["parts"]}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("show")}
          value={part}
          onChange={(value) => setPart(parts.find((each) => each === value) ?? "yours")}
          data={[
            { value: "yours", label: t("yours", { count: count(true) }) },
            { value: "others", label: t("others", { count: count(false) }) },
            ...(waits.data === undefined || waits.data.length === 0 ? [] : [{ value: "timers", label: t("timers", { count: waits.data.length }) }]),
          ]}
        />
      </div>
      {part === "timers" ? (
        <Waits waits={waits.data ?? []} now={now} />
      ) : (
        <ul className={css["items"]}>
          {shown.map((item) => (
            <InboxItem key={item.id} approval={item} current={item.id === current} now={now} />
          ))}
        </ul>
      )}
      {part !== "timers" && shown.length === 0 && <p className={css["empty"]}>{t(isFiltering(filter) ? "noneFit" : "noneHere")}</p>}
      <p className={css["keys"]} aria-hidden="true">
        <kbd>J</kbd>
        <kbd>K</kbd> {t("move")} <kbd>↵</kbd> {t("open")} <kbd>?</kbd> {t("allKeys")}
      </p>
    </section>
  );
}

const parts: readonly Part[] = ["yours", "others", "timers"];
