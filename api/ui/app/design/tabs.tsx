import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

interface TabsProps<Id extends string> {
  label: string;
  tabs: readonly { id: Id; title: string }[];
  chosen: Id;
  onChoose(id: Id): void;
  /** What the chosen tab shows. */
  children: ComponentChildren;
}

/** One of a few panels at a time. The arrow keys go from tab to tab, Tab goes into the panel. */
export function Tabs<Id extends string>({
  label,
  tabs,
  chosen,
  onChoose,
  children,
}: TabsProps<Id>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const go = (step: number) => {
    const here = tabs.findIndex((tab) => tab.id === chosen);
    const next = (here + step + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (!tab) return;
    onChoose(tab.id);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={tab.id === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
            onKeyDown={({ key }) => {
              if (key === 'ArrowRight') go(1);
              if (key === 'ArrowLeft') go(-1);
            }}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </>
  );
}
