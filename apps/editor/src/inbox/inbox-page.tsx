import { ActionIcon, Button } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronDown, ChevronLeft, ChevronUp } from "lucide-react";
import { type JSX, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { inboxQuery } from "../api/approvals.ts";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import css from "./inbox.module.css";
import { type Filter, fits, noFilter } from "./list/filter.ts";
import { InboxList, type Part } from "./list/inbox-list.tsx";
import { neighbour, partOf } from "./order.ts";
import { Review } from "./review/review.tsx";
import { useTexts } from "./use-texts.ts";

/** `/inbox` and `/inbox/:approval`: what waits for people, and one of it. */
export function InboxPage(): JSX.Element {
  const { t } = useTranslation(["inbox", "elements"]);
  const { approval: asked } = useParams({ strict: false });
  const { data: items, error, refetch } = useQuery(inboxQuery);
  const narrow = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  const [chosenPart, setPart] = useState<Part>();
  const [filter, setFilter] = useState<Filter>(noFilter);
  const navigate = useNavigate();
  const { subject } = useTexts();

  const all = items ?? [];
  const part = chosenPart ?? partOf(all, asked);
  const listed = all.filter((item) => item.mine === (part === "yours") && fits(item, filter));
  const first = narrow || part === "timers" ? undefined : listed[0]?.id;
  const current = asked ?? first;
  const at = listed.findIndex(({ id }) => id === current);
  const shown = all.find(({ id }) => id === current);
  useEffect(() => {
    document.title = all.length === 0 ? t("page") : t("pageCount", { count: all.length });
  }, [all.length, t]);
  // The first one gets its address at once, so that it stays when it is decided and leaves the list.
  useEffect(() => {
    if (asked === undefined && first !== undefined) void navigate({ to: "/inbox/$approval", params: { approval: first }, replace: true });
  }, [asked, first, navigate]);
  const go = (step: 1 | -1): void => {
    const next = neighbour(listed, current, step);
    if (next !== undefined) void navigate({ to: "/inbox/$approval", params: { approval: next } });
  };
  useHotkeys([
    ["j", () => go(1)],
    ["k", () => go(-1)],
  ]);
  const nextId = neighbour(listed, current, 1);
  const onward = nextId !== undefined && nextId !== current && (
    <Button renderRoot={(props) => <Link to="/inbox/$approval" params={{ approval: nextId }} {...props} />}>
      {t("nextKey")} <kbd>J</kbd>
    </Button>
  );
  return (
    <div className={css["page"]} data-narrow={narrow} data-open={asked !== undefined}>
      <TopBar
        actions={
          listed.length > 0 &&
          current !== undefined && (
            <>
              {at >= 0 && <span className={css["position"]}>{t("position", { at: at + 1, count: listed.length })}</span>}
              <ActionIcon className={css["step"] ?? ""} aria-label={t("previous")} onClick={() => go(-1)}>
                <ChevronUp size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon className={css["step"] ?? ""} aria-label={t("next")} onClick={() => go(1)}>
                <ChevronDown size={14} aria-hidden />
              </ActionIcon>
            </>
          )
        }
      >
        {narrow && asked !== undefined && (
          <ActionIcon component={Link} to="/inbox" className={css["back"] ?? ""} aria-label={t("back")}>
            <ChevronLeft size={18} aria-hidden />
          </ActionIcon>
        )}
        <b className={css["place"]}>{t("title")}</b>
        {shown !== undefined && !narrow && <span className={css["crumb"]}>/ {subject(shown)}</span>}
      </TopBar>
      <div className={css["work"]}>
        {error !== null && items === undefined && (
          <Message title={t("failed")} text={error.message}>
            <Button onClick={() => void refetch()}>{t("elements:retry")}</Button>
          </Message>
        )}
        {items !== undefined && (!narrow || asked === undefined) && (
          <InboxList items={items} part={part} setPart={setPart} filter={filter} setFilter={setFilter} current={current} />
        )}
        {(!narrow || asked !== undefined) && (
          <main className={css["review"]}>
            {current === undefined ? (
              items !== undefined &&
              part !== "timers" && (
                <Message title={t("none.title")} text={t("none.text")}>
                  <Button component={Link} to="/">
                    {t("none.runs")}
                  </Button>
                  {all.length > listed.length && (
                    <Button variant="subtle" onClick={() => setPart(part === "yours" ? "others" : "yours")}>
                      {t(part === "yours" ? "none.others" : "yours", { count: all.length - listed.length })}
                    </Button>
                  )}
                </Message>
              )
            ) : (
              <Review key={current} id={current} keys onward={onward} />
            )}
          </main>
        )}
      </div>
    </div>
  );
}
