import packages from '../package.json' with { type: 'json' };

// Looked at before anything else is: what an older Node stumbles over says nothing to whoever started it.
const wanted = packages.dependencies.node;
if (Number.parseInt(process.versions.node, 10) < Number.parseInt(wanted, 10)) {
  process.stderr.write(
    `The desk runs on Node ${wanted}, which comes with its packages, not on ${process.versions.node}: use npm start, or npm run -s palier --\n`,
  );
  process.exit(1);
}
