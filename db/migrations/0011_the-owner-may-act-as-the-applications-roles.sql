-- Up Migration

-- Since PostgreSQL 16 whoever creates a role may not act in it without more; before, members always could.
do $$
declare
  application_role text;
  membership text := case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end;
begin
  foreach application_role in array array['concert_api', 'concert_worker'] loop
    if not pg_has_role(current_user, application_role, membership) then
      execute format('grant %I to %I', application_role, current_user);
    end if;
  end loop;
end
$$;
