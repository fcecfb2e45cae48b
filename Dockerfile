FROM node:22-bookworm-slim
WORKDIR /srv/concert
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --omit=dev --no-audit --no-fund
COPY tsconfig.json ./
COPY workflows workflows
COPY activities activities
COPY db db
COPY worker worker
COPY api api
USER node
EXPOSE 3000
CMD ["node", "--import", "tsx", "api/main.ts"]
