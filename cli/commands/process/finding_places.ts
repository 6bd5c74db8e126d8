import { shownFile } from '../../../packages/load_package.ts';
import { type Place, WrittenPlaces } from '../../../packages/places/written_at.ts';
import type { CheckReport, Finding } from '../../../workflows/processes/check/check.ts';
import { writtenPath } from '../../../workflows/processes/target_rows.ts';
import type { LoadedProcess } from './load_process.ts';

/** A finding, with the lines that it is about: none where it is about no line, or no file here has it. */
export interface PlacedFinding extends Finding {
  places?: Place[];
}

export interface PlacedReport extends CheckReport {
  violations: PlacedFinding[];
  notices: PlacedFinding[];
}

/** What was found, each with file and line. */
export function withPlaces(report: CheckReport, loaded: LoadedProcess): PlacedReport {
  const { file, definition } = loaded;
  if (file === undefined || definition === undefined) return report;
  const written = new WrittenPlaces();
  const root = { process: definition.id, definition };
  const placed = (finding: Finding): PlacedFinding => {
    const places = (finding.about ?? []).flatMap((about) => {
      const place = writtenPath(definition, about.split('.')).join('.');
      return written.find(file, root, place) ?? [];
    });
    const byLine = new Map(places.map((place) => [`${place.file}:${place.line}`, place]));
    return byLine.size === 0 ? finding : { ...finding, places: [...byLine.values()] };
  };
  return {
    ...report,
    violations: report.violations.map(placed),
    notices: report.notices.map(placed),
  };
}

/** `building.ts:41, building.ts:52`, as one calls the files from the folder one is in. */
export function placeWords({ places = [] }: PlacedFinding): string {
  return places.map(({ file, line }) => `${shownFile(file)}:${line}`).join(', ');
}
