import { useId } from 'preact/hooks';
import type { ProcessMap } from '../../../../contract.ts';
import { tellBriefly } from '../../announcer.tsx';
import { copyText } from '../../copy_link.ts';
import { Button } from '../../design/button.tsx';
import { t } from '../../words/language.ts';
import { type MapQuery, remedyCommands } from './map_query.ts';

const meanings = ['map.remedy_simulate', 'map.remedy_report'] as const;

/** What departs from the code is mended in the code: and tried on the same history first. */
export function Remedy({ asked, map }: { asked: MapQuery; map: ProcessMap }) {
  const id = useId();
  const { process } = asked;
  if (process === undefined) return null;
  return (
    <section class="map-remedy" aria-labelledby={id}>
      <h2 id={id}>{t('map.remedy')}</h2>
      <p>{t('map.remedy_meaning')}</p>
      {remedyCommands({ ...asked, process }, map).map((command, index) => (
        <div key={command}>
          <p>{t(meanings[index] ?? meanings[0])}</p>
          <Command command={command} />
        </div>
      ))}
    </section>
  );
}

function Command({ command }: { command: string }) {
  return (
    <div class="map-command">
      <code lang="en">{command}</code>
      <Button
        isSmall
        onClick={async () => {
          const isCopied = await copyText(command);
          tellBriefly(isCopied ? t('copy.done') : t('copy.by_hand', { address: command }));
        }}
      >
        {t('map.copy')}
      </Button>
    </div>
  );
}
