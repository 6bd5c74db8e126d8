# The desk as one image: worker, API and command line are the same files with another command.
FROM node:24.21-bookworm-slim

WORKDIR /opt/palier
ENV NODE_ENV=production

# Only what the desk runs on; the browser app is bundled by the API when it starts.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

COPY . .
RUN mkdir -p /var/lib/palier && chown node:node /var/lib/palier
USER node
VOLUME /var/lib/palier

CMD ["node", "cli/palier.ts", "--help"]
