/** Modules that Debian's apache2 and libapache2-mod-wsgi-py3 bring, and the directives of each that are known here. */

const TABLE: Readonly<Record<string, string>> = {
  core:
    'AcceptFilter AcceptPathInfo AccessFileName AddDefaultCharset AllowEncodedSlashes AllowOverride AllowOverrideList ' +
    'DefaultRuntimeDir DefaultType Define UnDefine DocumentRoot EnableMMAP EnableSendfile ErrorDocument ErrorLog ErrorLogFormat ' +
    'FileETag ForceType HostnameLookups HttpProtocolOptions Include IncludeOptional KeepAlive KeepAliveTimeout LimitRequestBody ' +
    'LimitRequestFields LimitRequestFieldSize LimitRequestLine LogLevel MaxKeepAliveRequests Mutex Options Protocols ' +
    'RLimitCPU RLimitMEM ServerAdmin ServerAlias ServerName ServerPath ServerRoot ServerSignature ServerTokens SetHandler ' +
    'SetInputFilter SetOutputFilter TimeOut Timeout TraceEnable UseCanonicalName UseCanonicalPhysicalPort User Group Listen ' +
    'ListenBackLog PidFile StartServers MinSpareThreads MaxSpareThreads ThreadLimit ThreadsPerChild MaxRequestWorkers ' +
    'MaxConnectionsPerChild MaxRequestsPerChild MinSpareServers MaxSpareServers ServerLimit AsyncRequestWorkerFactor ' +
    'GracefulShutdownTimeout ScoreBoardFile CoreDumpDirectory Error Warning CGIPassAuth QualifyRedirectURL Suexec',
  so: 'LoadModule LoadFile',
  log_config: 'LogFormat CustomLog TransferLog BufferedLogs GlobalLog',
  mpm_event: '',
  mpm_worker: '',
  mpm_prefork: '',
  authz_core: 'Require AuthMerging AuthzProviderAlias AuthzSendForbiddenOnFailure',
  authz_host: '',
  authz_user: '',
  authn_core: 'AuthName AuthType',
  authn_file: 'AuthUserFile',
  auth_basic: 'AuthBasicProvider',
  access_compat: 'Order Allow Deny Satisfy',
  dir: 'DirectoryIndex DirectorySlash FallbackResource DirectoryCheckHandler',
  mime: 'TypesConfig AddType AddHandler AddEncoding AddCharset AddLanguage RemoveHandler RemoveType AddOutputFilter',
  negotiation: 'LanguagePriority ForceLanguagePriority',
  autoindex: 'IndexOptions IndexIgnore AddIcon AddIconByType AddIconByEncoding DefaultIcon ReadmeName HeaderName',
  alias: 'Alias AliasMatch ScriptAlias ScriptAliasMatch Redirect RedirectMatch RedirectPermanent RedirectTemp',
  env: 'SetEnv UnsetEnv PassEnv',
  setenvif: 'SetEnvIf SetEnvIfNoCase BrowserMatch BrowserMatchNoCase',
  headers: 'Header RequestHeader',
  rewrite: 'RewriteEngine RewriteRule RewriteCond RewriteBase RewriteOptions RewriteMap',
  deflate: 'AddOutputFilterByType DeflateCompressionLevel',
  filter: '',
  status: 'ExtendedStatus',
  reqtimeout: 'RequestReadTimeout',
  expires: 'ExpiresActive ExpiresByType ExpiresDefault',
  cgi: 'ScriptLog ScriptLogBuffer ScriptLogLength',
  cgid: 'ScriptSock CGIDScriptTimeout',
  proxy:
    'ProxyPass ProxyPassMatch ProxyPassReverse ProxyPassReverseCookieDomain ProxyPassReverseCookiePath ProxyPreserveHost ' +
    'ProxyRequests ProxyTimeout ProxyVia ProxyAddHeaders ProxyErrorOverride ProxySet BalancerMember ProxyBadHeader ProxyIOBufferSize',
  proxy_http: '',
  proxy_fcgi: '',
  proxy_scgi: '',
  proxy_uwsgi: '',
  proxy_wstunnel: '',
  proxy_balancer: '',
  lbmethod_byrequests: '',
  slotmem_shm: '',
  socache_shmcb: '',
  wsgi:
    'WSGIScriptAlias WSGIScriptAliasMatch WSGIDaemonProcess WSGIProcessGroup WSGIApplicationGroup WSGISocketPrefix ' +
    'WSGIPythonPath WSGIPythonHome WSGICallableObject WSGIPassAuthorization WSGIImportScript WSGIScriptReloading WSGIRestrictEmbedded ' +
    'WSGIHandlerScript WSGIChunkedRequest WSGILazyInitialization WSGIRestrictStdin WSGIRestrictStdout WSGIErrorOverride WSGIEnableSendfile',
};

export const MODULES: ReadonlySet<string> = new Set(
  Object.keys(TABLE).filter((name) => name !== 'core' && name !== 'so'),
);

const owner = new Map<string, string>();
for (const [module, names] of Object.entries(TABLE))
  for (const name of names.split(' ')) if (name !== '') owner.set(name.toLowerCase(), module);

/** Null for a name that nobody knows. */
export const moduleOfDirective = (name: string): string | null => owner.get(name.toLowerCase()) ?? null;

/** What has to be there before it (Debian's `# Depends:` lines in mods-available). */
export const DEPENDS: Readonly<Record<string, readonly string[]>> = {
  proxy_http: ['proxy'],
  proxy_fcgi: ['proxy'],
  proxy_scgi: ['proxy'],
  proxy_uwsgi: ['proxy'],
  proxy_wstunnel: ['proxy'],
  proxy_balancer: ['proxy', 'alias', 'slotmem_shm'],
  deflate: ['filter'],
  authz_user: ['authz_core'],
  authz_host: ['authz_core'],
  auth_basic: ['authn_core'],
};
