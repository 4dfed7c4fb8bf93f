"""The console's addresses; `app/urls.py` includes them at the root. Who may ask for which is in `deeds.rights`, by name."""

from django.urls import path

from bilezik.console.account import views as account
from bilezik.console.alert import views as alert
from bilezik.console.audit import views as audit
from bilezik.console.conditions import library
from bilezik.console.conditions import views as conditions
from bilezik.console.departments import caseload, handing
from bilezik.console.departments import views as departments
from bilezik.console.devices import accounts, wearing
from bilezik.console.devices import views as devices
from bilezik.console.ground import views as ground
from bilezik.console.operator import views as operator
from bilezik.console.orders import acts, permitting
from bilezik.console.orders import views as orders
from bilezik.console.person import asking, history, keeping, signing
from bilezik.console.person import views as person
from bilezik.console.search import views as search
from bilezik.console.sessions import views as sessions
from bilezik.console.sight import views as sight
from bilezik.console.staff import views as staff
from bilezik.console.today import views as today
from bilezik.console.unknown_devices import views as unknown_devices

app_name = "console"

urlpatterns = [
    path("", today.home, name="home"),
    path("console/today/", today.page, name="today"),
    path("console/audit/", audit.page, name="audit"),
    path("console/search/", search.page, name="search"),
    path("console/", operator.desk, name="desk"),
    path("console/queue/", operator.queue, name="queue"),
    path("console/queue/rows/", operator.rows, name="queue_rows"),
    path("console/people/", operator.people, name="people"),
    path("console/devices/", devices.page, name="devices"),
    path("console/devices/enter/", devices.enter, name="devices_enter"),
    path("console/devices/reconciliation/", accounts.reconciliation, name="reconciliation"),
    path("console/devices/reconciliation.csv", accounts.reconciliation_file, name="reconciliation_csv"),
    path("console/devices/costs/", accounts.cost, name="device_costs"),
    path("console/devices/costs.csv", accounts.cost_file, name="device_costs_csv"),
    path("console/devices/rates/", accounts.rate, name="device_rates"),
    path("console/devices/<int:device_id>/", devices.device, name="device"),
    path("console/devices/<int:device_id>/move/", devices.move, name="device_move"),
    path("console/devices/<int:device_id>/key/", devices.key, name="device_key"),
    path("console/fittings/<int:fitting_id>/photo/", wearing.photo, name="fitting_photo"),
    path("console/people/<int:person_id>/fit/", wearing.fit, name="device_fit"),
    path("console/people/<int:person_id>/remove/<int:assignment_id>/", wearing.remove, name="device_remove"),
    path("console/people/<int:person_id>/memo/signed/", signing.signed, name="memo_signed"),
    path("console/people/<int:person_id>/orders/enter/", orders.enter, name="order_enter"),
    path("console/people/<int:person_id>/orders/term/", orders.term, name="order_term"),
    path("console/orders/<int:order_id>/", orders.page, name="order"),
    path("console/orders/<int:order_id>/change/", orders.change, name="order_change"),
    path("console/orders/<int:order_id>/suspend/", acts.suspend, name="order_suspend"),
    path("console/orders/<int:order_id>/end/", acts.end, name="order_end"),
    path("console/orders/<int:order_id>/revoke/", acts.revoke, name="order_revoke"),
    path("console/orders/<int:order_id>/scans/add/", acts.add_scan, name="order_scan"),
    path("console/suspensions/<int:suspension_id>/lift/", acts.lift, name="suspension_lift"),
    path("console/conditions/<int:condition_id>/end/", acts.end_condition, name="condition_end"),
    path("console/conditions/<int:condition_id>/permissions/ask/", permitting.ask, name="permission_ask"),
    path("console/permissions/<int:permission_id>/decide/", permitting.decide, name="permission_decide"),
    path("console/permissions/<int:permission_id>/withdraw/", acts.withdraw, name="permission_withdraw"),
    path("console/unknown-devices/", unknown_devices.page, name="unknown_devices"),
    path("console/people/outside/", sight.outside, name="outside"),
    path("console/orders/<int:order_id>/conditions/add/", conditions.add, name="condition_add"),
    path("console/conditions/<int:condition_id>/change/", conditions.change, name="condition_change"),
    path("console/places/", library.page, name="places"),
    path("console/places/add/", library.add, name="place_add"),
    path("console/sight/", sight.page, name="sight"),
    path("console/sight/conflicts/", sight.conflict, name="sight_conflict"),
    path("console/sight/conflicts/<int:conflict_id>/end/", sight.conflict_end, name="sight_conflict_end"),
    path("console/sight/cases/", sight.case, name="sight_case"),
    path("console/sight/cases/<int:case_id>/end/", sight.case_end, name="sight_case_end"),
    path("console/departments/", departments.page, name="departments"),
    path("console/departments/add/", departments.add, name="department_add"),
    path("console/departments/<int:department_id>/", departments.department, name="department"),
    path("console/departments/<int:department_id>/close/", departments.close, name="department_close"),
    path("console/people/import/", caseload.page, name="caseload_import"),
    path("console/hand-over/", handing.page, name="hand_over"),
    path("console/staff/", staff.page, name="staff"),
    path("console/staff/add/", staff.add, name="staff_add"),
    path("console/staff/<int:user_id>/", staff.member, name="staff_member"),
    path("console/staff/<int:user_id>/roles/", staff.give_role, name="staff_give_role"),
    path("console/staff/roles/<int:role_id>/end/", staff.end_role, name="staff_end_role"),
    path("console/staff/<int:user_id>/account/", staff.account, name="staff_account"),
    path("console/staff/<int:user_id>/reset-sign-in/", staff.reset_sign_in, name="staff_reset_sign_in"),
    path("account/", account.page, name="account"),
    path("account/add/", account.add, name="account_add"),
    path("account/factors/<int:factor_id>/", account.factor, name="account_factor"),
    path("account/codes/", account.codes, name="account_codes"),
    path("account/password/", account.password, name="account_password"),
    path("account/sessions/", sessions.page, name="sessions"),
    path("account/sessions/<int:session_id>/end/", sessions.end, name="session_end"),
    path("console/map/people.json", ground.people, name="map_people"),
    path("console/alerts/<int:alert_id>/", alert.page, name="alert"),
    path("console/alerts/<int:alert_id>/explanation/", alert.explanation, name="alert_explanation"),
    path("console/alerts/<int:alert_id>/news/", alert.news, name="alert_news"),
    path("console/alerts/<int:alert_id>/subject.json", ground.alert, name="alert_subject"),
    path("console/alerts/<int:alert_id>/take/", alert.take, name="alert_take"),
    path("console/alerts/<int:alert_id>/release/", alert.release, name="alert_release"),
    path("console/alerts/<int:alert_id>/note/", alert.note, name="alert_note"),
    path("console/alerts/<int:alert_id>/notes/<int:note_id>/", alert.edit_note, name="alert_edit_note"),
    path("console/alerts/<int:alert_id>/resolve/", alert.resolve, name="alert_resolve"),
    path("console/alerts/<int:alert_id>/reopen/", alert.reopen, name="alert_reopen"),
    path("console/alerts/<int:alert_id>/locate/", alert.locate, name="alert_locate"),
    path("console/people/register/", keeping.register, name="person_register"),
    path("console/people/check/", keeping.check, name="person_check"),
    path("console/people/<int:person_id>/change/", keeping.change, name="person_change"),
    path("console/people/<int:person_id>/photo/", keeping.photo, name="person_photo"),
    path("console/people/<int:person_id>/photo/keep/", keeping.keep_photo, name="person_keep_photo"),
    path("console/people/<int:person_id>/history/", history.page, name="person_history"),
    path("console/people/<int:person_id>/", person.page, name="person"),
    path("console/people/<int:person_id>/pane/", person.pane, name="person_pane"),
    path("console/people/<int:person_id>/subject.json", ground.person, name="person_subject"),
    path("console/people/<int:person_id>/locating/", person.locating, name="person_locating"),
    path("console/people/<int:person_id>/devices/<int:device_id>/ask/", asking.ask, name="device_ask"),
    path("console/people/<int:person_id>/commands/<int:command_id>/withdraw/", asking.withdraw, name="command_withdraw"),
    path("console/people/<int:person_id>/commands/<int:command_id>/confirm/", asking.confirm, name="command_confirm"),
    path("console/people/<int:person_id>/locate/", person.locate, name="person_locate"),
]
