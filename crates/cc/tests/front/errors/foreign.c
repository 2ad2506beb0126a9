using namespace std;
class shape { int sides; };
template <typename T> T largest(T a, T b) { return a > b ? a : b; }

int printf(const char *, ...);

int swap(int &a, int &b)
{
    int *p = new int;
    string name = "x";

    cout << "hello";
    std::cerr << "hello";
    if (p == nullptr) then return 1;
    try { printf("x"); } catch (int number) { printf("y"); }
    retrun 0;
}

struct counter {
    int count = 0;
    int next() { return count; }
    int last;
};

int power(int base, int exponent = 2)
{
    return base;
}
