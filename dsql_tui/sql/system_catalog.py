"""The system's own relations, as PostgreSQL 16 has them: the ones that people query by hand.

The cluster's catalog that completion reads does not include them.
"""

from __future__ import annotations

from functools import cache

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation, Schema

PG_CATALOG = "pg_catalog"
INFORMATION_SCHEMA = "information_schema"

_PG_CATALOG_TEXT = """
table pg_am oid:oid amname:name amhandler:regproc amtype:char
table pg_attrdef oid:oid adrelid:oid adnum:smallint adbin:pg_node_tree
table pg_attribute attrelid:oid attname:name atttypid:oid attlen:smallint attnum:smallint
  attcacheoff:int atttypmod:int attndims:smallint attbyval:boolean attalign:char attstorage:char
  attcompression:char attnotnull:boolean atthasdef:boolean atthasmissing:boolean attidentity:char
  attgenerated:char attisdropped:boolean attislocal:boolean attinhcount:smallint
  attstattarget:smallint attcollation:oid attacl:aclitem[] attoptions:text[] attfdwoptions:text[]
  attmissingval:anyarray
table pg_auth_members oid:oid roleid:oid member:oid grantor:oid admin_option:boolean
  inherit_option:boolean set_option:boolean
view pg_available_extensions name:name default_version:text installed_version:text comment:text
table pg_class oid:oid relname:name relnamespace:oid reltype:oid reloftype:oid relowner:oid
  relam:oid relfilenode:oid reltablespace:oid relpages:int reltuples:real relallvisible:int
  reltoastrelid:oid relhasindex:boolean relisshared:boolean relpersistence:char relkind:char
  relnatts:smallint relchecks:smallint relhasrules:boolean relhastriggers:boolean
  relhassubclass:boolean relrowsecurity:boolean relforcerowsecurity:boolean relispopulated:boolean
  relreplident:char relispartition:boolean relrewrite:oid relfrozenxid:xid relminmxid:xid
  relacl:aclitem[] reloptions:text[] relpartbound:pg_node_tree
table pg_collation oid:oid collname:name collnamespace:oid collowner:oid collprovider:char
  collisdeterministic:boolean collencoding:int collcollate:text collctype:text colliculocale:text
  collicurules:text collversion:text
table pg_constraint oid:oid conname:name connamespace:oid contype:char condeferrable:boolean
  condeferred:boolean convalidated:boolean conrelid:oid contypid:oid conindid:oid conparentid:oid
  confrelid:oid confupdtype:char confdeltype:char confmatchtype:char conislocal:boolean
  coninhcount:smallint connoinherit:boolean conkey:smallint[] confkey:smallint[] conpfeqop:oid[]
  conppeqop:oid[] conffeqop:oid[] confdelsetcols:smallint[] conexclop:oid[] conbin:pg_node_tree
view pg_cursors name:text statement:text is_holdable:boolean is_binary:boolean
  is_scrollable:boolean creation_time:timestamptz
table pg_database oid:oid datname:name datdba:oid encoding:int datlocprovider:char
  datistemplate:boolean datallowconn:boolean datconnlimit:int datfrozenxid:xid datminmxid:xid
  dattablespace:oid datcollate:text datctype:text daticulocale:text daticurules:text
  datcollversion:text datacl:aclitem[]
table pg_default_acl oid:oid defaclrole:oid defaclnamespace:oid defaclobjtype:char
  defaclacl:aclitem[]
table pg_depend classid:oid objid:oid objsubid:int refclassid:oid refobjid:oid refobjsubid:int
  deptype:char
table pg_description objoid:oid classoid:oid objsubid:int description:text
table pg_enum oid:oid enumtypid:oid enumsortorder:real enumlabel:name
table pg_extension oid:oid extname:name extowner:oid extnamespace:oid extrelocatable:boolean
  extversion:text extconfig:oid[] extcondition:text[]
table pg_index indexrelid:oid indrelid:oid indnatts:smallint indnkeyatts:smallint
  indisunique:boolean indnullsnotdistinct:boolean indisprimary:boolean indisexclusion:boolean
  indimmediate:boolean indisclustered:boolean indisvalid:boolean indcheckxmin:boolean
  indisready:boolean indislive:boolean indisreplident:boolean indkey:int2vector
  indcollation:oidvector indclass:oidvector indoption:int2vector indexprs:pg_node_tree
  indpred:pg_node_tree
view pg_indexes schemaname:name tablename:name indexname:name tablespace:name indexdef:text
table pg_inherits inhrelid:oid inhparent:oid inhseqno:int inhdetachpending:boolean
table pg_language oid:oid lanname:name lanowner:oid lanispl:boolean lanpltrusted:boolean
  lanplcallfoid:oid laninline:oid lanvalidator:oid lanacl:aclitem[]
view pg_locks locktype:text database:oid relation:oid page:int tuple:smallint virtualxid:text
  transactionid:xid classid:oid objid:oid objsubid:smallint virtualtransaction:text pid:int
  mode:text granted:boolean fastpath:boolean waitstart:timestamptz
table pg_namespace oid:oid nspname:name nspowner:oid nspacl:aclitem[]
table pg_opclass oid:oid opcmethod:oid opcname:name opcnamespace:oid opcowner:oid opcfamily:oid
  opcintype:oid opcdefault:boolean opckeytype:oid
table pg_operator oid:oid oprname:name oprnamespace:oid oprowner:oid oprkind:char
  oprcanmerge:boolean oprcanhash:boolean oprleft:oid oprright:oid oprresult:oid oprcom:oid
  oprnegate:oid oprcode:regproc oprrest:regproc oprjoin:regproc
view pg_prepared_statements name:text statement:text prepare_time:timestamptz
  parameter_types:regtype[] result_types:regtype[] from_sql:boolean generic_plans:bigint
  custom_plans:bigint
table pg_proc oid:oid proname:name pronamespace:oid proowner:oid prolang:oid procost:real
  prorows:real provariadic:oid prosupport:regproc prokind:char prosecdef:boolean
  proleakproof:boolean proisstrict:boolean proretset:boolean provolatile:char proparallel:char
  pronargs:smallint pronargdefaults:smallint prorettype:oid proargtypes:oidvector
  proallargtypes:oid[] proargmodes:"char"[] proargnames:text[] proargdefaults:pg_node_tree
  protrftypes:oid[] prosrc:text probin:text prosqlbody:pg_node_tree proconfig:text[]
  proacl:aclitem[]
table pg_rewrite oid:oid rulename:name ev_class:oid ev_type:char ev_enabled:char
  is_instead:boolean ev_qual:pg_node_tree ev_action:pg_node_tree
view pg_roles rolname:name rolsuper:boolean rolinherit:boolean rolcreaterole:boolean
  rolcreatedb:boolean rolcanlogin:boolean rolreplication:boolean rolconnlimit:int rolpassword:text
  rolvaliduntil:timestamptz rolbypassrls:boolean rolconfig:text[] oid:oid
view pg_rules schemaname:name tablename:name rulename:name definition:text
table pg_sequence seqrelid:oid seqtypid:oid seqstart:bigint seqincrement:bigint seqmax:bigint
  seqmin:bigint seqcache:bigint seqcycle:boolean
view pg_sequences schemaname:name sequencename:name sequenceowner:name data_type:regtype
  start_value:bigint min_value:bigint max_value:bigint increment_by:bigint cycle:boolean
  cache_size:bigint last_value:bigint
view pg_settings name:text setting:text unit:text category:text short_desc:text extra_desc:text
  context:text vartype:text source:text min_val:text max_val:text enumvals:text[] boot_val:text
  reset_val:text sourcefile:text sourceline:int pending_restart:boolean
view pg_stat_activity datid:oid datname:name pid:int leader_pid:int usesysid:oid usename:name
  application_name:text client_addr:inet client_hostname:text client_port:int
  backend_start:timestamptz xact_start:timestamptz query_start:timestamptz
  state_change:timestamptz wait_event_type:text wait_event:text state:text backend_xid:xid
  backend_xmin:xid query_id:bigint query:text backend_type:text
view pg_stat_user_indexes relid:oid indexrelid:oid schemaname:name relname:name indexrelname:name
  idx_scan:bigint last_idx_scan:timestamptz idx_tup_read:bigint idx_tup_fetch:bigint
view pg_stat_user_tables relid:oid schemaname:name relname:name seq_scan:bigint
  last_seq_scan:timestamptz seq_tup_read:bigint idx_scan:bigint last_idx_scan:timestamptz
  idx_tup_fetch:bigint n_tup_ins:bigint n_tup_upd:bigint n_tup_del:bigint n_tup_hot_upd:bigint
  n_tup_newpage_upd:bigint n_live_tup:bigint n_dead_tup:bigint n_mod_since_analyze:bigint
  n_ins_since_vacuum:bigint last_vacuum:timestamptz last_autovacuum:timestamptz
  last_analyze:timestamptz last_autoanalyze:timestamptz vacuum_count:bigint
  autovacuum_count:bigint analyze_count:bigint autoanalyze_count:bigint
table pg_statistic_ext oid:oid stxrelid:oid stxname:name stxnamespace:oid stxowner:oid
  stxstattarget:int stxkeys:int2vector stxkind:"char"[] stxexprs:pg_node_tree
view pg_stats schemaname:name tablename:name attname:name inherited:boolean null_frac:real
  avg_width:int n_distinct:real most_common_vals:anyarray most_common_freqs:real[]
  histogram_bounds:anyarray correlation:real most_common_elems:anyarray
  most_common_elem_freqs:real[] elem_count_histogram:real[]
view pg_tables schemaname:name tablename:name tableowner:name tablespace:name hasindexes:boolean
  hasrules:boolean hastriggers:boolean rowsecurity:boolean
view pg_timezone_names name:text abbrev:text utc_offset:interval is_dst:boolean
table pg_type oid:oid typname:name typnamespace:oid typowner:oid typlen:smallint typbyval:boolean
  typtype:char typcategory:char typispreferred:boolean typisdefined:boolean typdelim:char
  typrelid:oid typsubscript:regproc typelem:oid typarray:oid typinput:regproc typoutput:regproc
  typreceive:regproc typsend:regproc typmodin:regproc typmodout:regproc typanalyze:regproc
  typalign:char typstorage:char typnotnull:boolean typbasetype:oid typtypmod:int typndims:int
  typcollation:oid typdefaultbin:pg_node_tree typdefault:text typacl:aclitem[]
view pg_user usename:name usesysid:oid usecreatedb:boolean usesuper:boolean userepl:boolean
  usebypassrls:boolean passwd:text valuntil:timestamptz useconfig:text[]
view pg_views schemaname:name viewname:name viewowner:name definition:text
"""
_INFORMATION_SCHEMA_TEXT = """
view applicable_roles grantee:name role_name:name is_grantable:yes_or_no
view check_constraints constraint_catalog:name constraint_schema:name constraint_name:name
  check_clause:text
view column_privileges grantor:name grantee:name table_catalog:name table_schema:name
  table_name:name column_name:name privilege_type:text is_grantable:yes_or_no
view columns table_catalog:name table_schema:name table_name:name column_name:name
  ordinal_position:int column_default:text is_nullable:yes_or_no data_type:text
  character_maximum_length:int character_octet_length:int numeric_precision:int
  numeric_precision_radix:int numeric_scale:int datetime_precision:int interval_type:text
  interval_precision:int character_set_catalog:name character_set_schema:name
  character_set_name:name collation_catalog:name collation_schema:name collation_name:name
  domain_catalog:name domain_schema:name domain_name:name udt_catalog:name udt_schema:name
  udt_name:name scope_catalog:name scope_schema:name scope_name:name maximum_cardinality:int
  dtd_identifier:name is_self_referencing:yes_or_no is_identity:yes_or_no identity_generation:text
  identity_start:text identity_increment:text identity_maximum:text identity_minimum:text
  identity_cycle:yes_or_no is_generated:text generation_expression:text is_updatable:yes_or_no
view constraint_column_usage table_catalog:name table_schema:name table_name:name column_name:name
  constraint_catalog:name constraint_schema:name constraint_name:name
view constraint_table_usage table_catalog:name table_schema:name table_name:name
  constraint_catalog:name constraint_schema:name constraint_name:name
view domains domain_catalog:name domain_schema:name domain_name:name data_type:text
  character_maximum_length:int character_octet_length:int character_set_catalog:name
  character_set_schema:name character_set_name:name collation_catalog:name collation_schema:name
  collation_name:name numeric_precision:int numeric_precision_radix:int numeric_scale:int
  datetime_precision:int interval_type:text interval_precision:int domain_default:text
  udt_catalog:name udt_schema:name udt_name:name scope_catalog:name scope_schema:name
  scope_name:name maximum_cardinality:int dtd_identifier:name
view enabled_roles role_name:name
view key_column_usage constraint_catalog:name constraint_schema:name constraint_name:name
  table_catalog:name table_schema:name table_name:name column_name:name ordinal_position:int
  position_in_unique_constraint:int
view parameters specific_catalog:name specific_schema:name specific_name:name ordinal_position:int
  parameter_mode:text is_result:yes_or_no as_locator:yes_or_no parameter_name:name data_type:text
  character_maximum_length:int character_octet_length:int character_set_catalog:name
  character_set_schema:name character_set_name:name collation_catalog:name collation_schema:name
  collation_name:name numeric_precision:int numeric_precision_radix:int numeric_scale:int
  datetime_precision:int interval_type:text interval_precision:int udt_catalog:name
  udt_schema:name udt_name:name scope_catalog:name scope_schema:name scope_name:name
  maximum_cardinality:int dtd_identifier:name parameter_default:text
view referential_constraints constraint_catalog:name constraint_schema:name constraint_name:name
  unique_constraint_catalog:name unique_constraint_schema:name unique_constraint_name:name
  match_option:text update_rule:text delete_rule:text
view role_table_grants grantor:name grantee:name table_catalog:name table_schema:name
  table_name:name privilege_type:text is_grantable:yes_or_no with_hierarchy:yes_or_no
view routine_privileges grantor:name grantee:name specific_catalog:name specific_schema:name
  specific_name:name routine_catalog:name routine_schema:name routine_name:name
  privilege_type:text is_grantable:yes_or_no
view routines specific_catalog:name specific_schema:name specific_name:name routine_catalog:name
  routine_schema:name routine_name:name routine_type:text module_catalog:name module_schema:name
  module_name:name udt_catalog:name udt_schema:name udt_name:name data_type:text
  character_maximum_length:int character_octet_length:int character_set_catalog:name
  character_set_schema:name character_set_name:name collation_catalog:name collation_schema:name
  collation_name:name numeric_precision:int numeric_precision_radix:int numeric_scale:int
  datetime_precision:int interval_type:text interval_precision:int type_udt_catalog:name
  type_udt_schema:name type_udt_name:name scope_catalog:name scope_schema:name scope_name:name
  maximum_cardinality:int dtd_identifier:name routine_body:text routine_definition:text
  external_name:text external_language:text parameter_style:text is_deterministic:yes_or_no
  sql_data_access:text is_null_call:yes_or_no sql_path:text schema_level_routine:yes_or_no
  max_dynamic_result_sets:int is_user_defined_cast:yes_or_no is_implicitly_invocable:yes_or_no
  security_type:text to_sql_specific_catalog:name to_sql_specific_schema:name
  to_sql_specific_name:name as_locator:yes_or_no created:timestamptz last_altered:timestamptz
  new_savepoint_level:yes_or_no is_udt_dependent:yes_or_no result_cast_from_data_type:text
  result_cast_as_locator:yes_or_no result_cast_char_max_length:int
  result_cast_char_octet_length:int result_cast_char_set_catalog:name
  result_cast_char_set_schema:name result_cast_char_set_name:name
  result_cast_collation_catalog:name result_cast_collation_schema:name
  result_cast_collation_name:name result_cast_numeric_precision:int
  result_cast_numeric_precision_radix:int result_cast_numeric_scale:int
  result_cast_datetime_precision:int result_cast_interval_type:text
  result_cast_interval_precision:int result_cast_type_udt_catalog:name
  result_cast_type_udt_schema:name result_cast_type_udt_name:name result_cast_scope_catalog:name
  result_cast_scope_schema:name result_cast_scope_name:name result_cast_maximum_cardinality:int
  result_cast_dtd_identifier:name
view schemata catalog_name:name schema_name:name schema_owner:name
  default_character_set_catalog:name default_character_set_schema:name
  default_character_set_name:name sql_path:text
view sequences sequence_catalog:name sequence_schema:name sequence_name:name data_type:text
  numeric_precision:int numeric_precision_radix:int numeric_scale:int start_value:text
  minimum_value:text maximum_value:text increment:text cycle_option:yes_or_no
view table_constraints constraint_catalog:name constraint_schema:name constraint_name:name
  table_catalog:name table_schema:name table_name:name constraint_type:text
  is_deferrable:yes_or_no initially_deferred:yes_or_no enforced:yes_or_no nulls_distinct:yes_or_no
view table_privileges grantor:name grantee:name table_catalog:name table_schema:name
  table_name:name privilege_type:text is_grantable:yes_or_no with_hierarchy:yes_or_no
view tables table_catalog:name table_schema:name table_name:name table_type:text
  self_referencing_column_name:name reference_generation:text user_defined_type_catalog:name
  user_defined_type_schema:name user_defined_type_name:name is_insertable_into:yes_or_no
  is_typed:yes_or_no commit_action:text
view usage_privileges grantor:name grantee:name object_catalog:name object_schema:name
  object_name:name object_type:text privilege_type:text is_grantable:yes_or_no
view view_column_usage view_catalog:name view_schema:name view_name:name table_catalog:name
  table_schema:name table_name:name column_name:name
view view_table_usage view_catalog:name view_schema:name view_name:name table_catalog:name
  table_schema:name table_name:name
view views table_catalog:name table_schema:name table_name:name view_definition:text
  check_option:text is_updatable:yes_or_no is_insertable_into:yes_or_no
  is_trigger_updatable:yes_or_no is_trigger_deletable:yes_or_no
  is_trigger_insertable_into:yes_or_no
"""


@cache
def system_schemas() -> dict[str, Schema]:
    """Return the schemas by name."""
    texts = {PG_CATALOG: _PG_CATALOG_TEXT, INFORMATION_SCHEMA: _INFORMATION_SCHEMA_TEXT}
    return {name: Schema(name, tuple(_parse(name, text))) for name, text in texts.items()}


def find_schema(catalog: Catalog, name: str) -> Schema | None:
    """Return a schema of a catalog or of the system."""
    return catalog.schema(name) or system_schemas().get(name)


def find_relation(catalog: Catalog, schema: str | None, name: str) -> Relation | None:
    """Return a relation of a catalog or of the system, as `Catalog.relation` does."""
    if found := catalog.relation(schema, name):
        return found
    system = system_schemas().get(schema or PG_CATALOG)
    relations = system.relations if system else ()
    return next((each for each in relations if each.name == name), None)


def _parse(schema: str, text: str) -> list[Relation]:
    """Return the relations of a text: a kind, a name, and the columns with their types."""
    relations = []
    for entry in text.strip().replace("\n  ", " ").split("\n"):
        kind, name, *columns = entry.split()
        pairs = (column.partition(":") for column in columns)
        named = tuple(ColumnInfo(each, type_) for each, _, type_ in pairs)
        relations.append(Relation(schema, name, kind == "view", named))
    return relations
