import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import swaggerUi from 'swagger-ui-express';
import { signedIn } from './auth';
import { confiscationRoutes } from './confiscation';
import { health } from './health';
import { openApiDocument } from './openapi';
import { pageRoutes } from './pages/routes';
import type { PagesConfig } from './pages/sign-in';
import { notFound, problemHandler } from './problems';
import { caseRoutes } from './routes';
import { searchRoutes } from './searches';
import type { Services } from './services';
import { statisticsRoutes } from './statistics';

/** The whole API from its services; with pages when it is said where they are reached. */
export function createApp(services: Services, pages?: PagesConfig): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.use(
    pinoHttp({
      logger: services.log,
      genReqId: () => randomUUID(),
      // The route's pattern, never the URL: it may hold what somebody typed.
      serializers: {
        req: (req: { method: string }) => ({ method: req.method }),
        res: (res: { statusCode: number }) => ({ status: res.statusCode }),
      },
      autoLogging: { ignore: (req) => req.url === '/ping' || req.url === '/health' },
    }),
  );
  app.get('/ping', (_request, response) => void response.json({ status: 'UP' }));
  app.get('/health', health(services));
  app.get(
    '/info',
    (_request, response) => void response.json({ name: 'concert', version: '0.1.0', node: process.version }),
  );
  const document = openApiDocument();
  app.get('/openapi.json', (_request, response) => void response.json(document));
  app.use('/docs', swaggerUi.serve, swaggerUi.setup(document));
  app.use(
    '/v1',
    express.json({ limit: '100kb' }),
    ...signedIn(services),
    statisticsRoutes(services),
    confiscationRoutes(services),
    searchRoutes(services),
    caseRoutes(services),
    (_request, _response, next) => next(notFound()),
  );
  if (pages) app.use(pageRoutes(services, pages));
  app.use((_request, _response, next) => next(notFound()));
  app.use(problemHandler(services.log));
  return app;
}
