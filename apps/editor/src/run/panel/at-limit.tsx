import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { OctagonPause } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { isOperator, meQuery } from "../../api/me.ts";
import { useSelection } from "../../selection/use-selection.tsx";
import { nodeOfStep } from "../model/events.ts";
import { type MetLimit, metLimit, raised } from "../model/limit.ts";
import { useRun } from "../session/use-session.ts";
import { useRunActs } from "../use-run-acts.ts";
import css from "./at-limit.module.css";

/** What a run used up, and a way for an operator to let it go on. */
export function AtLimit(): JSX.Element {
  const { t } = useTranslation("run");
  const error = useRun(({ record }) => record?.error);
  const events = useRun((view) => view.events);
  const selection = useSelection();
  const { data: me } = useQuery(meQuery);
  const met = metLimit(events);
  return (
    <div className={css["limit"]} role="group" aria-label={t("limit.title")}>
      <p>
        <OctagonPause size={14} aria-hidden /> <b>{error?.message ?? t("limit.title")}</b>
      </p>
      {met !== undefined && (
        <>
          <p>
            {t("failure.node")}:{" "}
            <button type="button" className={css["node"]} onClick={() => selection.reveal(nodeOfStep(met.node))}>
              {met.node}
            </button>
          </p>
          {isOperator(me) ? <Raise key={`${met.max} ${met.node}`} met={met} /> : <p>{t("limit.forbidden")}</p>}
        </>
      )}
    </div>
  );
}

function Raise({ met }: { readonly met: MetLimit }): JSX.Element {
  const { t } = useTranslation("run");
  const { busy, raise } = useRunActs();
  const own = useRun(({ record }) => record?.limits);
  const [more, setMore] = useState(met.more);
  const unit = met.what.type === "tool" ? t("limit.tool", { tool: met.what.tool }) : t(`limit.units.${met.what.unit}`);
  return (
    <form
      className={css["raise"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (more > 0) void raise(raised(met, more, own));
      }}
    >
      <p>{t("limit.hint")}</p>
      <NumberInput
        size="xs"
        label={t("limit.more", { unit })}
        min={0}
        allowNegative={false}
        allowDecimal={met.what.type === "counter" && met.what.unit === "costUsd"}
        value={more}
        onChange={(next) => setMore(typeof next === "number" ? next : 0)}
      />
      <Button type="submit" variant="filled" size="compact-sm" loading={busy} disabled={more <= 0}>
        {t("limit.allow", { more })}
      </Button>
    </form>
  );
}
