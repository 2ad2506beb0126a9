/* Dates in words. */
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const days[] = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
};
static const char *const months[] = {
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"
};

static const char *name_of(const char *const *names, int count, int number)
{
    return number >= 0 && number < count ? names[number] : "?";
}

/* The week of the year, if its first day is the first Sunday (0) or Monday (1). */
static int week(const struct tm *date, int first_day)
{
    return (date->tm_yday + 7 - (date->tm_wday + 7 - first_day) % 7) / 7;
}

static int days_of_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
}

/* The week and its year as ISO 8601 has them: a week belongs to the year of its Thursday. */
static int iso_week(const struct tm *date, int *year)
{
    int thursday = date->tm_yday - (date->tm_wday + 6) % 7 + 3;

    *year = date->tm_year + 1900;
    if (thursday < 0)
        thursday += days_of_year(--*year);
    else if (thursday >= days_of_year(*year))
        thursday -= days_of_year((*year)++);
    return thursday / 7 + 1;
}

/* The length of what stands for a number in the format; -1: `kind` is not of this sort. */
static int put_number(char *to, size_t size, char kind, const struct tm *date)
{
    int year = date->tm_year + 1900;
    int hour = date->tm_hour % 12 ? date->tm_hour % 12 : 12;
    int iso_year, iso = iso_week(date, &iso_year);

    switch (kind) {
    case 'C':
        return snprintf(to, size, "%02d", year / 100);
    case 'd':
        return snprintf(to, size, "%02d", date->tm_mday);
    case 'e':
        return snprintf(to, size, "%2d", date->tm_mday);
    case 'g':
        return snprintf(to, size, "%02d", iso_year % 100);
    case 'G':
        return snprintf(to, size, "%d", iso_year);
    case 'H':
        return snprintf(to, size, "%02d", date->tm_hour);
    case 'I':
        return snprintf(to, size, "%02d", hour);
    case 'j':
        return snprintf(to, size, "%03d", date->tm_yday + 1);
    case 'm':
        return snprintf(to, size, "%02d", date->tm_mon + 1);
    case 'M':
        return snprintf(to, size, "%02d", date->tm_min);
    case 's': {
        struct tm copy = *date;

        return snprintf(to, size, "%lld", timegm(&copy));
    }
    case 'S':
        return snprintf(to, size, "%02d", date->tm_sec);
    case 'u':
        return snprintf(to, size, "%d", date->tm_wday ? date->tm_wday : 7);
    case 'U':
        return snprintf(to, size, "%02d", week(date, 0));
    case 'V':
        return snprintf(to, size, "%02d", iso);
    case 'w':
        return snprintf(to, size, "%d", date->tm_wday);
    case 'W':
        return snprintf(to, size, "%02d", week(date, 1));
    case 'y':
        return snprintf(to, size, "%02d", (year % 100 + 100) % 100);
    case 'Y':
        return snprintf(to, size, "%d", year);
    default:
        return -1;
    }
}

/* What stands for a whole format. NULL: `kind` is not of this sort. */
static const char *long_form(char kind)
{
    switch (kind) {
    case 'c':
        return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x':
        return "%m/%d/%y";
    case 'F':
        return "%Y-%m-%d";
    case 'r':
        return "%I:%M:%S %p";
    case 'R':
        return "%H:%M";
    case 'T':
    case 'X':
        return "%H:%M:%S";
    default:
        return NULL;
    }
}

static int put_word(char *to, size_t size, char kind, const struct tm *date)
{
    switch (kind) {
    case 'a':
        return snprintf(to, size, "%.3s", name_of(days, 7, date->tm_wday));
    case 'A':
        return snprintf(to, size, "%s", name_of(days, 7, date->tm_wday));
    case 'b':
    case 'h':
        return snprintf(to, size, "%.3s", name_of(months, 12, date->tm_mon));
    case 'B':
        return snprintf(to, size, "%s", name_of(months, 12, date->tm_mon));
    case 'n':
        return snprintf(to, size, "\n");
    case 'p':
        return snprintf(to, size, date->tm_hour < 12 ? "AM" : "PM");
    case 't':
        return snprintf(to, size, "\t");
    case 'z':
        return snprintf(to, size, "+0000");
    case 'Z':
        return snprintf(to, size, "GMT");
    default:
        return snprintf(to, size, kind == '%' ? "%%" : "%%%c", kind);
    }
}

/* The length; 0 if it does not fit. */
size_t strftime(char *to, size_t size, const char *format, const struct tm *date)
{
    size_t length = 0;

    for (; *format; format++) {
        int wanted = 1;

        if (length >= size)
            return 0;
        if (*format != '%') {
            to[length] = *format;
        } else {
            const char *whole;

            format++;
            if (*format == 'E' || *format == 'O')       /* nothing else in this locale */
                format++;
            if (!*format)
                break;
            whole = long_form(*format);
            wanted = whole ? (int)strftime(to + length, size - length, whole, date)
                           : put_number(to + length, size - length, *format, date);
            if (whole && wanted == 0)
                return 0;
            if (wanted < 0)
                wanted = put_word(to + length, size - length, *format, date);
        }
        length += (size_t)wanted;
    }
    if (length >= size)
        return 0;
    to[length] = 0;
    return length;
}

/* At least 26 characters at `to`. */
char *asctime_r(const struct tm *date, char *to)
{
    sprintf(to, "%.3s %.3s%3d %.2d:%.2d:%.2d %d\n", name_of(days, 7, date->tm_wday),
            name_of(months, 12, date->tm_mon), date->tm_mday, date->tm_hour, date->tm_min, date->tm_sec,
            1900 + date->tm_year);
    return to;
}

char *asctime(const struct tm *date)
{
    static char text[64];

    return asctime_r(date, text);
}

char *ctime_r(const time_t *time, char *to)
{
    struct tm date;

    return gmtime_r(time, &date) ? asctime_r(&date, to) : NULL;
}

char *ctime(const time_t *time)
{
    struct tm *date = gmtime(time);

    return date ? asctime(date) : NULL;
}
