/** What the dialog says of a file, by what the file is of. */
export const importWords = {
  people: {
    meaning: 'people.import_meaning',
    counts: 'people.import_counts',
    all: 'people.write_all',
    right: 'people.write_right',
    created: 'people.line_created',
    changed: 'people.line_changed',
  },
  items: {
    meaning: 'items.import_meaning',
    counts: 'items.import_counts',
    all: 'items.write_all',
    right: 'items.write_right',
    created: 'items.line_created',
    changed: 'items.line_changed',
  },
} as const;
