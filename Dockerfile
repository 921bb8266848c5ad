# Built once with what production needs and nothing more: esbuild is a dependency, since the launcher builds a fresh checkout.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY src ./src
COPY emails ./emails
COPY drizzle ./drizzle
RUN npm run build

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 AJAR_DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
# Without the sources the launcher has nothing to build and runs dist/ as it is.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/drizzle ./drizzle
COPY --from=build /app/src/ajar.mjs ./src/ajar.mjs
COPY --from=build /app/dist ./dist
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Room for the letters of a batch, as npm start gives it: each is gone before it would be moved among what stays.
CMD ["node", "--max-semi-space-size=128", "src/ajar.mjs", "serve"]
