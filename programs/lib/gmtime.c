/*
 * Seconds to dates and back, in the Gregorian calendar. Days are counted in years that begin with
 * March, so that the leap day is a year's last.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>

#define DAY_SECONDS     86400
#define ERA_DAYS        146097          /* of 400 years, after which all repeats */
#define EPOCH_DAYS      719468          /* from 1 March of year 0 to 1 January 1970 */

/* Days from 1 January 1970 to a day of a month (from 1) of a year. */
static long long days_to(long long year, int month, long long day)
{
    long long era;
    int year_of_era, day_of_year;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    year_of_era = (int)(year - era * 400);
    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
    return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
         + day - 1 - EPOCH_DAYS;
}

/* NULL, with errno set: the year does not fit into an int. */
struct tm *gmtime_r(const time_t *time, struct tm *date)
{
    long long days = *time / DAY_SECONDS;
    int seconds = (int)(*time % DAY_SECONDS);
    long long era, year;
    int day_of_era, year_of_era, day, month;

    if (seconds < 0) {
        seconds += DAY_SECONDS;
        days--;
    }
    date->tm_wday = (int)((days % 7 + 11) % 7);         /* 1 January 1970 was a Thursday */
    era = (days + EPOCH_DAYS >= 0 ? days + EPOCH_DAYS : days + EPOCH_DAYS - (ERA_DAYS - 1)) / ERA_DAYS;
    day_of_era = (int)(days + EPOCH_DAYS - era * ERA_DAYS);
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month = (5 * day + 2) / 153;
    date->tm_mday = day - (153 * month + 2) / 5 + 1;
    date->tm_mon = month < 10 ? month + 2 : month - 10;
    year = era * 400 + year_of_era + (date->tm_mon <= 1);
    if (year - 1900 < INT_MIN || year - 1900 > INT_MAX) {
        errno = EOVERFLOW;
        return NULL;
    }
    date->tm_year = (int)(year - 1900);
    date->tm_yday = (int)(days - days_to(year, 1, 1));
    date->tm_hour = seconds / 3600;
    date->tm_min = seconds / 60 % 60;
    date->tm_sec = seconds % 60;
    date->tm_isdst = 0;
    return date;
}

struct tm *gmtime(const time_t *time)
{
    static struct tm date;

    return gmtime_r(time, &date);
}

struct tm *localtime_r(const time_t *time, struct tm *date)
{
    return gmtime_r(time, date);
}

struct tm *localtime(const time_t *time)
{
    return gmtime(time);
}

/* Members out of their range carry over; *date becomes what is meant. -1: its year does not fit. */
time_t timegm(struct tm *date)
{
    int month = date->tm_mon % 12;
    long long year = date->tm_year + 1900ll + date->tm_mon / 12;
    time_t time;

    if (month < 0) {
        month += 12;
        year--;
    }
    time = days_to(year, month + 1, date->tm_mday) * DAY_SECONDS + date->tm_hour * 3600ll
         + date->tm_min * 60ll + date->tm_sec;
    return gmtime_r(&time, date) ? time : -1;
}

time_t mktime(struct tm *date)
{
    return timegm(date);
}
